/** Lets deployments follow what has moved in these models. None follows yet. */
export async function followMoved(_modelIds: readonly string[]): Promise<void> {}
