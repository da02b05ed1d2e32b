import { AsyncLocalStorage } from 'node:async_hooks'

/** A place among the requests that a process works on at once. */
export interface Place {
  /** Lets another request work. */
  give(): void
  /** Waits to have it back. */
  take(): Promise<void>
}

const places = new AsyncLocalStorage<Place>()

/** Runs what belongs to a place. */
export const inPlace = <T>(place: Place, run: () => T): T => places.run(place, run)

/** Does what asks no database, such as taking in bytes or waiting: others work meanwhile. */
export async function aside<T>(task: () => Promise<T>): Promise<T> {
  const place = places.getStore()
  if (!place) return task()
  place.give()
  try {
    return await task()
  } finally {
    await place.take()
  }
}
