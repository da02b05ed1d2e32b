'use client'
import { useState } from 'react'
import { CheckIcon, CopyIcon } from './ui/icons'

interface CopyProps {
  text: string
  /** What is copied, for the button's name: "Copy the URI". */
  what: string
  className?: string
}

/** Puts a text on the clipboard and says so. Not drawn when scripts are off. */
export function Copy({ text, what, className = '' }: CopyProps) {
  const [said, say] = useState<'' | 'Copied' | 'Not copied: select the text instead'>('')
  return (
    <span data-scripted="" className={`inline-flex items-center ${className}`}>
      <button
        type="button"
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
        onClick={async () =>
          say((await copied(text)) ? 'Copied' : 'Not copied: select the text instead')
        }
        onBlur={() => say('')}
        className="-my-0.5 inline-flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:-my-3 pointer-coarse:size-11"
      >
        {said === 'Copied' ? <CheckIcon /> : <CopyIcon />}
      </button>
      <span role="status" className={said.startsWith('Not') ? 'text-ink-2' : 'sr-only'}>
        {said}
      </span>
    </span>
  )
}

async function copied(text: string): Promise<boolean> {
  // Plain http outside localhost has no clipboard API; the old way still works there.
  if (!navigator.clipboard) return copiedBySelection(text)
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copiedBySelection(text)
  }
}

function copiedBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const focused = document.activeElement
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}
