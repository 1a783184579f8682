/** The server of nar-bridge with handlers of its own, spoken to by sockets. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  BridgeServer,
  type AccessLine,
  type BridgeServerOptions,
  type ServerLimits,
} from "./bridge-server.ts";

const open: BridgeServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop(0)));
});

interface Started {
  server: BridgeServer;
  lines: AccessLine[];
}

async function start(
  handler: BridgeServerOptions["handler"],
  limits: Partial<ServerLimits> = {},
): Promise<Started> {
  const lines: AccessLine[] = [];
  const onRequest = (line: AccessLine): void => void lines.push(line);
  const server = await BridgeServer.start({ handler, host: "127.0.0.1", port: 0, limits, onRequest });
  open.push(server);
  return { server, lines };
}

/** Sends text over a new connection; gives all that comes until it is closed. */
async function talk(server: BridgeServer, text: string): Promise<string> {
  const socket = connect(server.port, "127.0.0.1");
  socket.write(text, "latin1");
  return rest(socket);
}

async function rest(socket: Socket): Promise<string> {
  let said = "";
  socket.on("data", (chunk: Buffer) => void (said += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  await closed(socket);
  return said;
}

/** (`once` of node:events fails at an error before it.) */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once("close", () => resolve()));
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

/** A body that counts how many pieces were asked for and tells when it is cancelled. */
function counted(piece: number, most = Infinity): { made: number; cancelled: boolean; body: ReadableStream } {
  const state = { made: 0, cancelled: false, body: null as unknown as ReadableStream };
  state.body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.made === most) controller.close();
        else {
          state.made++;
          controller.enqueue(new Uint8Array(piece));
        }
      },
      cancel: () => void (state.cancelled = true),
    },
    { highWaterMark: 0 },
  );
  return state;
}

test("requests and answers come through whole, over one connection", async () => {
  const { server, lines } = await start(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const told = [request.method, pathname + search, request.headers.get("x-one"), body.length].join(" ");
    return new Response(told, {
      status: 201,
      headers: { "x-two": "2", "content-length": String(told.length) },
    });
  });
  const url = `${server.url}a%20b?c=%2F`;
  const put = await fetch(url, { method: "PUT", body: new Uint8Array(3_000_000), headers: { "x-one": "1" } });
  expect(put.status).toBe(201);
  expect(put.headers.get("x-two")).toBe("2");
  expect(await put.text()).toBe("PUT /a%20b?c=%2F 1 3000000");
  expect(await (await fetch(url)).text()).toBe("GET /a%20b?c=%2F  0");
  const head = await fetch(url, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("20");
  expect(await head.text()).toBe("");
  expect(lines.map(({ method, target, status, bytes }) => [method, target, status, bytes])).toEqual([
    ["PUT", "/a%20b?c=%2F", 201, 26],
    ["GET", "/a%20b?c=%2F", 201, 19],
    ["HEAD", "/a%20b?c=%2F", 201, 0],
  ]);
  const twice = "GET /1 HTTP/1.1\r\nhost: x\r\n\r\nGET /2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
  expect((await talk(server, twice)).match(/GET \/\d/g)).toEqual(["GET /1", "GET /2"]);
});

test("targets that are no paths, and what is no HTTP, are refused", async () => {
  const { server } = await start(async (request) => new Response(new URL(request.url).pathname));
  const answer = (text: string): Promise<string> => talk(server, `${text}connection: close\r\n\r\n`);
  expect(await answer("GET //evil/x HTTP/1.1\r\nhost: x\r\n")).toContain("\r\n//evil/x");
  expect(await answer("GET /a/%2e%2e/../../etc/passwd HTTP/1.1\r\nhost: x\r\n")).toContain("\r\n/etc/passwd");
  expect(await answer("GET http://other/x HTTP/1.1\r\nhost: x\r\n")).toContain("\r\n/x");
  expect(await answer("OPTIONS * HTTP/1.1\r\nhost: x\r\n")).toContain("HTTP/1.1 400 ");
  expect(await answer("GET x HTTP/1.1\r\nhost: x\r\n")).toContain("HTTP/1.1 400 ");
  expect(await answer("TRACE / HTTP/1.1\r\nhost: x\r\n")).toContain("HTTP/1.1 400 ");
  expect(await talk(server, "\x16\x03\x01\r\n\r\n")).toContain("HTTP/1.1 400 ");
  expect(await answer(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(100_000)}\r\n`)).toContain(
    "HTTP/1.1 431 ",
  );
  expect(await answer("GET / HTTP/1.1\r\nhost: x\r\nexpect: tea\r\n")).toContain("HTTP/1.1 417 ");
});

test("leave to send is given when the body is wanted, and never when it is not", async () => {
  const wanted = await start(
    async (request) => new Response(String((await request.arrayBuffer()).byteLength)),
  );
  const head =
    "PUT / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\nconnection: close\r\n\r\n";
  const socket = connect(wanted.server.port, "127.0.0.1");
  socket.write(head);
  const [leave] = (await once(socket, "data")) as [Buffer];
  expect(leave.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("abc");
  expect(await rest(socket)).toMatch(/^HTTP\/1.1 200 OK[^]*\r\n3\r\n0\r\n\r\n$|\r\n\r\n3$/);
  const refused = await start(async () => new Response("no", { status: 401 }));
  const said = await talk(refused.server, head.replace("connection: close\r\n", ""));
  expect(said).toMatch(/^HTTP\/1.1 401 /);
  expect(said.toLowerCase()).toContain("connection: close");
});

test("an answer that comes before the upload was read arrives, and the rest is not taken without end", async () => {
  const { server } = await start(async () => new Response("too large", { status: 413 }));
  const small = await fetch(server.url, { method: "PUT", body: new Uint8Array(100_000) });
  expect([small.status, await small.text()]).toEqual([413, "too large"]);
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warned);
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 ** 40}\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /);
  const flood = setInterval(() => void socket.write(new Uint8Array(1 << 18)), 1);
  await closed(socket);
  clearInterval(flood);
  process.off("warning", warned);
  // Once there were, of listeners that became more and more.
  expect(warnings).toEqual([]);
});

test("an answer is made no faster than the client takes it, and is cancelled when the client vanishes", async () => {
  const state = counted(1 << 16);
  let aborted = false;
  const { server, lines } = await start(async (request) => {
    request.signal.addEventListener("abort", () => void (aborted = true));
    return new Response(state.body);
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "readable");
  let before = -1;
  while (before !== state.made) {
    before = state.made;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
  // What the kernel's buffers hold, not more.
  expect(state.made * 65536).toBeLessThan(32e6);
  socket.destroy();
  await until(() => lines.length === 1);
  expect([state.cancelled, aborted]).toEqual([true, true]);
  expect(lines[0]!.fault).toBe("the client vanished");
  expect(server.active).toBe(0);
});

test("an upload comes no faster than it is read, and fails when the client vanishes", async () => {
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  let failure: unknown = null;
  let finish = (): void => undefined;
  const { server, lines } = await start(async (request) => {
    reader = request.body!.getReader();
    await new Promise<void>((resolve) => void (finish = resolve));
    try {
      while (!(await reader.read()).done);
    } catch (error) {
      failure = error;
    }
    return new Response(null, { status: 204 });
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.write("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000\r\n\r\n");
  let taken = 0;
  let blocked = false;
  while (!blocked) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        blocked = true;
        resolve();
      }, 300);
      socket.write(new Uint8Array(1 << 16), () => {
        clearTimeout(timer);
        taken += 1 << 16;
        resolve();
      });
    });
  }
  expect(taken).toBeLessThan(32e6);
  await until(() => reader !== null);
  finish();
  socket.destroy();
  await until(() => lines.length === 1);
  expect(String(failure)).toContain("the client vanished");
});

test("broken answers close the connection: nobody takes them for complete", async () => {
  const { server, lines } = await start(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/throws") throw new Error("a defect");
    if (pathname === "/short")
      return new Response(counted(10, 1).body, { headers: { "content-length": "20" } });
    if (pathname === "/long")
      return new Response(counted(10, 3).body, { headers: { "content-length": "20" } });
    let sent = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent) controller.error(new Error("damaged"));
        else controller.enqueue(new Uint8Array(10));
        sent = true;
      },
    });
    return new Response(body);
  });
  for (const path of ["throws", "short", "long", "fails"]) {
    await expect(fetch(server.url + path).then((it) => it.text())).rejects.toThrow();
  }
  expect(lines.map(({ fault }) => fault!.split("\n")[0])).toEqual([
    "the handler failed: Error: a defect",
    "10 bytes came instead of 20",
    "more than 20 bytes came",
    "damaged",
  ]);
  expect(server.active).toBe(0);
});

test("connections that only begin, trickle or stand still are closed", async () => {
  const limits = { headers: 200, stall: 300, uploadWindow: 200, slowestUpload: 100, keepAlive: 200 };
  const { server } = await start(async (request) => {
    if (request.method === "PUT") await request.arrayBuffer();
    return new Response("ok");
  }, limits);
  expect(await talk(server, "")).not.toContain("ok");
  expect(await talk(server, "GET / HTTP/1.1\r\nhost: x\r\n")).not.toContain("ok");
  expect(await talk(server, "GET / HTTP/1.1\r\nhost: x\r\n\r\n")).toContain("ok");
  expect(await talk(server, "PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc")).toBe("");
  const socket = connect(server.port, "127.0.0.1");
  socket.write("PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n");
  const trickle = setInterval(() => void socket.write("x"), 20);
  expect(await rest(socket)).toBe("");
  clearInterval(trickle);
});

test("a handler may take longer than clients may", async () => {
  const { server } = await start(
    async () => {
      await new Promise((resolve) => void setTimeout(resolve, 500));
      return new Response("late");
    },
    { stall: 100 },
  );
  expect(await (await fetch(server.url)).text()).toBe("late");
});

test("stopping waits for what is being answered, and takes nothing new", async () => {
  const state = counted(1000, 50);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => void (release = resolve));
  const { server } = await start(async () => {
    await released;
    return new Response(state.body);
  });
  const idle = connect(server.port, "127.0.0.1");
  await once(idle, "connect");
  const answered = new Promise<IncomingMessage>((resolve) => {
    httpRequest(server.url, resolve).end();
  });
  await until(() => server.active === 1);
  const stopped = server.stop(60_000);
  await expect(fetch(server.url)).rejects.toThrow();
  release();
  let size = 0;
  for await (const chunk of await answered) size += (chunk as Buffer).length;
  expect(size).toBe(50_000);
  expect(await stopped).toBe(0);
  open.length = 0;
});

test("stopping cuts off what does not end", async () => {
  const state = counted(1 << 16);
  const { server } = await start(async () => new Response(state.body));
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await once(socket, "readable");
  expect(await server.stop(50)).toBe(1);
  expect(state.cancelled).toBe(true);
  open.length = 0;
});
