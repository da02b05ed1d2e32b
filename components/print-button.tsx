'use client'
import { Button } from './ui/button'

/** Sends the page to a printer or a file. Browsers have a command for that too, so there is none without a script. */
export function PrintButton() {
  return (
    <span data-scripted="">
      <Button type="button" onClick={() => window.print()}>
        Print
      </Button>
    </span>
  )
}
