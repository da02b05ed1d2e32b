/** What a record holds under a name that people chose: `constructor` is no metric because every object has one. */
export function ownValue<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined
}
