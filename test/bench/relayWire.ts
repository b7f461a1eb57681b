/** Messages with ArrayBuffers as bytes, for a page whose host is another process. */

const place = '$buffer';

export function encode(message: unknown): Uint8Array<ArrayBuffer> {
  const buffers: ArrayBuffer[] = [];
  const text = JSON.stringify(message, (_key, value: unknown) =>
    value instanceof ArrayBuffer ? { [place]: buffers.push(value) - 1, bytes: value.byteLength } : value,
  );
  const head = new TextEncoder().encode(text);
  const start = 4 + Math.ceil(head.length / 8) * 8 + 4;
  const whole = new Uint8Array(start + buffers.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, 4);
  let at = start;
  for (const buffer of buffers) {
    whole.set(new Uint8Array(buffer), at);
    at += buffer.byteLength;
  }
  return whole;
}

export function decode(whole: ArrayBuffer): unknown {
  const length = new DataView(whole).getUint32(0, true);
  let at = 4 + Math.ceil(length / 8) * 8 + 4;
  return JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(place in value) || !('bytes' in value)) return value;
    const end = at + Number(value.bytes);
    const buffer = whole.slice(at, end);
    at = end;
    return buffer;
  });
}
