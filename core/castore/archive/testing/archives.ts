/** Archives for tests, made by hand. */

export interface TarFields {
  link?: string;
  body?: string;
  mode?: string;
  /** Seconds since 1970. */
  modified?: number;
}

/** A tar header with a right check sum, and content. */
export function tarEntry(name: string, type: string, fields: TarFields = {}): Buffer {
  const { link = "", body = "", mode = "0000644", modified = 1 } = fields;
  const header = Buffer.alloc(512);
  header.write(name, 0, "latin1");
  header.write(mode, 100);
  header.write(body.length.toString(8).padStart(11, "0"), 124);
  header.write(modified.toString(8).padStart(11, "0"), 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(link, 157, "latin1");
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const content = Buffer.alloc(Math.ceil(body.length / 512) * 512);
  content.write(body, "latin1");
  return Buffer.concat([header, content]);
}

/** A whole archive. */
export function tarOf(...entries: Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat([...entries, Buffer.alloc(1024)]));
}
