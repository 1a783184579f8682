/** CRC-32, the one of gzip (ISO 3309). */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** The checksum in 8 hex digits. */
export function crc32(bytes: Uint8Array): string {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!;
  return (~crc >>> 0).toString(16).padStart(8, "0");
}
