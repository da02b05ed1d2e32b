import { startTransition } from 'react'
import type { BroughtProps } from '../keys/brought'
import type { Doing } from './entries'

/** What the page that is open offers: its own controls, under their names and with their keys. */
export function doingHere(): Doing[] {
  const doings: Doing[] = []
  const picked = document.querySelectorAll('main [data-pick]:checked').length
  const compare = document.querySelector<HTMLElement>('main [data-compare]')
  if (compare && picked > 1)
    doings.push({
      title: `Compare the ${picked} selected`,
      keys: ['c'],
      run: () => compare.click(),
    })
  const filter = document.querySelector<HTMLElement>(
    'main search input:is([type=search], [name=q])',
  )
  if (filter)
    doings.push({
      title: 'Filter this list',
      also: 'search',
      keys: ['/'],
      run: () => filter.focus(),
    })
  for (const { verdict, title, key } of verdicts) {
    const choice = document.querySelector<HTMLInputElement>(
      `main input[type=radio][name=verdict][value=${verdict}]:enabled`,
    )
    if (choice?.checkVisibility()) doings.push({ title, keys: [key], run: () => lead(choice) })
  }
  return doings
}

const verdicts = [
  { verdict: 'approve', title: 'Approve this version…', key: 'a' },
  { verdict: 'reject', title: 'Reject this version…', key: 'r' },
] as const

/** Chooses, and sends nothing. */
function lead(choice: HTMLInputElement): void {
  choice.click()
  choice.focus()
  choice.scrollIntoView({ block: 'center' })
}

/** What can be done on every page. */
export function doingAnywhere(
  actions: BroughtProps['actions'],
  bring: BroughtProps['bring'],
): Doing[] {
  const theme = (value: string) => () =>
    startTransition(() => actions.setTheme(form('theme', value)))
  return [
    { title: 'Theme: light', also: 'appearance', run: theme('light') },
    { title: 'Theme: dark', also: 'appearance', run: theme('dark') },
    { title: 'Theme: as the system', also: 'appearance', run: theme('system') },
    { title: 'Keys', also: 'keyboard shortcuts help', keys: ['?'], run: () => bring('help') },
    {
      title: 'Sign out',
      also: 'log leave',
      run: () => startTransition(() => actions.signOut(new FormData())),
    },
  ]
}

function form(name: string, value: string): FormData {
  const data = new FormData()
  data.set(name, value)
  return data
}
