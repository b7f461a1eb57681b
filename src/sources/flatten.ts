/** All that a JSON value holds below its keys, by names like `train/loss`. */
export function flatten(value: object, separator = '/'): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  const look = (part: object, prefix: string, depth: number): void => {
    const entries: [string, unknown][] = Object.entries(part);
    for (const [key, inner] of entries) {
      if (flat.size >= mostKeys) return;
      const name = prefix + key;
      const isFolder = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      if (isFolder && depth < mostDepth) look(inner, `${name}${separator}`, depth + 1);
      else flat.set(name, inner);
    }
  };
  look(value, '', 0);
  return flat;
}

const mostKeys = 2000;
const mostDepth = 8;
