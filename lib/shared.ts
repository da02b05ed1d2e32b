/**
 * Lets those who ask the same at the same time share an answer. While one question is under way, whoever
 * comes waits for the next one, which is asked after they came: so nobody is told what was true before they
 * asked, and however many ask, the database is asked one at a time.
 */
export function sharing<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const lanes = new Map<string, Lane<T>>()
  const start = (key: string, ask: () => Promise<T>): Promise<T> => {
    const answer = ask()
    const lane: Lane<T> = { over: answer.then(nothing, nothing), next: null }
    lanes.set(key, lane)
    void lane.over.then(() => {
      if (!lane.next) lanes.delete(key)
    })
    return answer
  }
  return (key, ask) => {
    const lane = lanes.get(key)
    if (!lane) return start(key, ask)
    lane.next ??= lane.over.then(() => start(key, ask))
    return lane.next
  }
}

interface Lane<T> {
  over: Promise<void>
  next: Promise<T> | null
}

const nothing = () => undefined
