/** Tells the parent process of a step, and waits until it has heard: it is to know where a run is. */
export async function tellParent(step: number): Promise<void> {
  if (process.send === undefined) return;
  const heard = new Promise((resolve) => process.once('message', resolve));
  process.send(step);
  await heard;
}
