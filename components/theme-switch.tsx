import { MoonIcon, ScreenIcon, SunIcon } from './ui/icons'

export type Theme = 'light' | 'dark' | 'system'

const choices = [
  { value: 'system', label: 'System', Icon: ScreenIcon },
  { value: 'light', label: 'Light', Icon: SunIcon },
  { value: 'dark', label: 'Dark', Icon: MoonIcon },
] as const satisfies readonly { value: Theme; label: string; Icon: unknown }[]

interface ThemeSwitchProps {
  theme: Theme
  /** Reads `theme` from the form and keeps it in the cookie. */
  setTheme: (form: FormData) => Promise<void>
}

/** Light, dark, or as the system says. */
export function ThemeSwitch({ theme, setTheme }: ThemeSwitchProps) {
  return (
    <form action={setTheme}>
      <fieldset className="flex gap-0.5">
        <legend className="sr-only">Theme</legend>
        {choices.map(({ value, label, Icon }) => (
          <button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={theme === value}
            className="flex h-8 flex-1 items-center justify-center gap-1.5 rounded-sm px-2 text-ink-2 hover:bg-hover aria-pressed:bg-hover aria-pressed:font-strong aria-pressed:text-ink pointer-coarse:h-11"
          >
            <Icon />
            {label}
          </button>
        ))}
      </fieldset>
    </form>
  )
}
