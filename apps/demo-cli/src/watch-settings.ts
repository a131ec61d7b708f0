/** In a run the flow is recorded every so many steps, and so many records are kept. */
export const watchSettings = { every: 10, history: 100 } as const;
