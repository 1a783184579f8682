/** What the bridge counts, in Prometheus' text format. */
import type { Metrics } from "../../castore/index.ts";

/** Counts since the bridge began. */
export class Counters {
  private readonly requests = new Map<
    string,
    { route: string; method: string; status: number; count: number }
  >();
  bytesIn = 0;
  bytesOut = 0;
  /** Requests being answered, bodies included. */
  active = 0;
  uploads = 0;
  uploadedBytes = 0;
  /** Paths brought from upstream. */
  fetched = 0;

  /** Counts an answer. @param route - one of few names */
  answered(route: string, method: string, status: number): void {
    const known = method === "GET" || method === "HEAD" || method === "PUT" || method === "OPTIONS";
    const name = known ? method : "other";
    const key = `${route} ${name} ${status}`;
    const counted = this.requests.get(key);
    if (counted === undefined) this.requests.set(key, { route, method: name, status, count: 1 });
    else counted.count++;
  }

  /** All of it, and what the services of the store counted. */
  text(metrics: Metrics): string {
    const lines: string[] = [];
    const put = (name: string, type: string, help: string, samples: readonly [string, number][]): void => {
      lines.push(`# HELP narbridge_${name} ${help}`, `# TYPE narbridge_${name} ${type}`);
      for (const [labels, value] of samples) lines.push(`narbridge_${name}${labels} ${value}`);
    };
    put(
      "requests_total",
      "counter",
      "Requests answered.",
      [...this.requests.values()].map(({ route, method, status, count }) => [
        `{route="${route}",method="${method}",status="${status}"}`,
        count,
      ]),
    );
    put("requests_active", "gauge", "Requests whose answer is not complete.", [["", this.active]]);
    put("received_bytes_total", "counter", "Bytes of requests' bodies.", [["", this.bytesIn]]);
    put("sent_bytes_total", "counter", "Bytes of answers' bodies.", [["", this.bytesOut]]);
    put("uploads_total", "counter", "NARs uploaded.", [["", this.uploads]]);
    put("uploaded_nar_bytes_total", "counter", "Bytes of uploaded NARs, unpacked.", [
      ["", this.uploadedBytes],
    ]);
    put("fetched_paths_total", "counter", "Paths brought from upstream caches.", [["", this.fetched]]);
    const services = metrics.all();
    const each = (value: (one: (typeof services)[number]) => number): [string, number][] =>
      services.map((one) => [`{service="${labelText(one.name)}"}`, value(one)]);
    put(
      "store_requests_total",
      "counter",
      "Requests to services of the store.",
      each((one) => one.requests),
    );
    put(
      "store_hits_total",
      "counter",
      "Reads that found something.",
      each((one) => one.hits),
    );
    put(
      "store_misses_total",
      "counter",
      "Reads that found nothing.",
      each((one) => one.misses),
    );
    put(
      "store_errors_total",
      "counter",
      "Requests that failed.",
      each((one) => one.errors),
    );
    put(
      "store_read_bytes_total",
      "counter",
      "Bytes read.",
      each((one) => one.bytesRead),
    );
    put(
      "store_written_bytes_total",
      "counter",
      "Bytes written.",
      each((one) => one.bytesWritten),
    );
    put(
      "store_seconds_total",
      "counter",
      "Time until answers began.",
      each((one) => one.milliseconds / 1000),
    );
    return `${lines.join("\n")}\n`;
  }
}

function labelText(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
