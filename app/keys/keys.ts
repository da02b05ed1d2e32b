import { cookies } from 'next/headers'

export const keysCookie = 'keys'

/** Whether the shortcuts of one key work in this browser. */
export async function keysAreOn(): Promise<boolean> {
  return (await cookies()).get(keysCookie)?.value !== 'off'
}
