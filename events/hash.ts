import { hash } from 'node:crypto';

/** sha256 of UTF-8 text or bytes, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}

/** UUIDv8 (RFC 9562) from the first 122 free bits of sha256(text): equal text, equal id. */
export function uuidFrom(text: string): string {
  const hex = hash('sha256', text);
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
