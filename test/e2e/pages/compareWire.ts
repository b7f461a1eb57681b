/** Messages between a staged page and a host in another process: JSON, with buffers as base64. */

export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    value instanceof ArrayBuffer ? { $buffer: toBase64(new Uint8Array(value)) } : value,
  );
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && '$buffer' in value && typeof value.$buffer === 'string'
      ? Uint8Array.from(atob(value.$buffer), (letter) => letter.charCodeAt(0)).buffer
      : value,
  );
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
