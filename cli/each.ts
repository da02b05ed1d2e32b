/** Does the work for each item, a few at a time; the first failure ends it. Results keep the order. */
export async function eachOf<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  let failures: unknown[] = []
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failures.length) return
      try {
        results[index] = await work(item)
      } catch (error) {
        failures = [...failures, error]
      }
    }
  }
  await Promise.all(Array.from({ length: 4 }, lane))
  if (failures.length) throw failures[0]
  return results
}
