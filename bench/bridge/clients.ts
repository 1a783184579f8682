/** Clients of a bridge: many that download, some that are slow, some that vanish. */
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";

/** Asks for a path; resolves with the bytes that came until the connection ended. */
export function download(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = ask(port, path);
    let size = 0;
    socket.on("data", (chunk: Buffer) => void (size += chunk.length));
    socket.once("error", reject);
    socket.once("end", () => resolve(size));
  });
}

/** Begins to download and takes nothing after the first bytes. */
export function beginDownload(port: number, path: string, bytes: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = ask(port, path);
    let size = 0;
    socket.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size < bytes) return;
      socket.pause();
      socket.removeAllListeners("data");
      resolve(socket);
    });
    socket.on("error", reject);
  });
}

/** Begins to upload and sends nothing after the first bytes. */
export function beginUpload(port: number, path: string, bytes: Uint8Array): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", reject);
    socket.write(`PUT ${path} HTTP/1.1\r\nhost: bench\r\ncontent-length: ${10 * bytes.length}\r\n\r\n`);
    socket.write(bytes, () => resolve(socket));
  });
}

function ask(port: number, path: string): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n`);
  return socket;
}

/** Files and sockets that a process has open. */
export function openHandles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
