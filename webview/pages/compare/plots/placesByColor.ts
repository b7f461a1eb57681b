/** What is drawn in one colour is drawn together. */
export function placesByColor(
  places: readonly number[],
  colorOf: (place: number) => string,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const place of places) {
    const color = colorOf(place);
    const group = groups.get(color);
    if (group) group.push(place);
    else groups.set(color, [place]);
  }
  return groups;
}
