import { useSyncExternalStore } from 'react'

export interface Picked {
  picked: number
  /** How many could be. */
  all: number
}

/** How many versions of the page are picked; the boxes themselves hold it. */
export function usePicked(): Picked {
  const [picked = 0, all = 0] = useSyncExternalStore(subscribe, count, () => '0/0')
    .split('/')
    .map(Number)
  return { picked, all }
}

/** Picks every version of the page, or none. */
export function pickAll(wanted: boolean): void {
  const boxes = allBoxes()
  for (const box of boxes) box.checked = wanted
  boxes[0]?.dispatchEvent(new Event('change', { bubbles: true }))
}

const allBoxes = () => [...document.querySelectorAll<HTMLInputElement>('input[data-pick]')]

function count(): string {
  const boxes = allBoxes()
  return `${boxes.filter(({ checked }) => checked).length}/${boxes.length}`
}

function subscribe(changed: () => void): () => void {
  // A form says that it will be reset, and is afterwards.
  const afterwards = () => setTimeout(changed)
  document.addEventListener('change', changed)
  document.addEventListener('reset', afterwards)
  return () => {
    document.removeEventListener('change', changed)
    document.removeEventListener('reset', afterwards)
  }
}
