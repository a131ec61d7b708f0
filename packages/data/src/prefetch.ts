/**
 * `make(first)` to `make(end - 1)` in order, where up to `ahead` of them are begun before they are
 * asked for. What one throws is thrown where its turn comes. When the loop is left, none is begun
 * any more, and those under way end unheard.
 */
export async function* prefetch<Item>(
  make: (index: number) => Item | Promise<Item>,
  first: number,
  end: number,
  ahead: number,
): AsyncGenerator<Item, void, void> {
  const underWay: Promise<Item>[] = [];
  for (let i = first, next = first; i < end; i++) {
    for (; next < end && next <= i + ahead; next++) underWay.push(begin(make, next));
    yield await underWay.shift()!;
  }
}

function begin<Item>(make: (index: number) => Item | Promise<Item>, index: number): Promise<Item> {
  const item = new Promise<Item>((resolve) => resolve(make(index)));
  // It is reported where it is awaited, which may be later or, after a break, never.
  item.catch(() => undefined);
  return item;
}
