import { Button } from '../ui/button'

interface KeySwitchProps {
  on: boolean
  /** Reads `keys`, `on` or `off`, and keeps it in a cookie. */
  setKeys: (form: FormData) => Promise<void>
}

/** Switches the keys that are pressed alone off, for those who speak to their computer or press them by chance. */
export function KeySwitch({ on, setKeys }: KeySwitchProps) {
  return (
    <form action={setKeys} className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-56 text-ink-2">
        Keys that are pressed alone are {on ? 'on' : 'off'} in this browser. They never work in
        fields. Ctrl K always does.
      </p>
      <Button name="keys" value={on ? 'off' : 'on'}>
        Switch them {on ? 'off' : 'on'}
      </Button>
    </form>
  )
}
