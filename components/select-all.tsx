'use client'
import { pickAll, usePicked } from './use-picked'

/** Picks the whole page of a list; without a script each is picked by itself. */
export function SelectAll() {
  const { picked, all } = usePicked()
  return (
    <label
      data-scripted=""
      className="-my-1.5 flex size-6 items-center justify-center pointer-coarse:size-11"
    >
      <input
        type="checkbox"
        checked={all > 0 && picked === all}
        ref={(box) => {
          if (box) box.indeterminate = picked > 0 && picked < all
        }}
        onChange={({ target }) => pickAll(target.checked)}
        className="size-4 accent-(--ink) pointer-coarse:size-6"
      />
      <span className="sr-only">Select all on this page</span>
    </label>
  )
}
