import { paths } from '@/lib/paths'
import { type Theme, ThemeSwitch } from '../theme-switch'
import { UpDownIcon, UserIcon } from '../ui/icons'
import { Menu } from '../ui/menu'
import { NavLink } from '../ui/nav-link'

export interface AccountMenuProps {
  name: string
  email: string
  roles: readonly string[]
  /** Where else this person is a member. */
  elsewhere?: readonly { slug: string; name: string }[]
  theme: Theme
  setTheme: (form: FormData) => Promise<void>
  signOut: (form: FormData) => Promise<void>
}

/** Who is signed in, as what; the theme; the way out. */
export function AccountMenu(props: AccountMenuProps) {
  const { name, email, roles, elsewhere = [], theme, setTheme, signOut } = props
  const held = roles.length > 0 ? roles.join(', ') : 'no role'
  return (
    <Menu
      placement="above"
      triggerClass="flex w-full items-center gap-2.5 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
      trigger={
        <>
          <UserIcon className="text-ink-2" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-strong">{name}</span>
            <span className="block truncate text-ink-2">{held}</span>
          </span>
          <UpDownIcon className="text-ink-3" />
        </>
      }
    >
      <p className="px-2 pt-1 pb-2 wrap-anywhere text-ink-2">{email}</p>
      <ThemeSwitch theme={theme} setTheme={setTheme} />
      <hr className="my-1.5 border-line" />
      {elsewhere.length > 0 && (
        <>
          <ul aria-label="Other organizations">
            {elsewhere.map(({ slug, name: other }) => (
              <li key={slug}>
                <NavLink href={paths.models(slug)} className={item}>
                  <span className="truncate">{other}</span>
                </NavLink>
              </li>
            ))}
          </ul>
          <hr className="my-1.5 border-line" />
        </>
      )}
      <NavLink href={paths.me()} className={item}>
        Account and sessions
      </NavLink>
      <NavLink href={paths.notificationSettings()} className={item}>
        Notifications
      </NavLink>
      <a href={`${paths.me()}#keys`} data-brings="help" aria-haspopup="dialog" className={item}>
        Keys
      </a>
      <NavLink href={paths.apiReference()} className={item}>
        API reference
      </NavLink>
      <form action={signOut}>
        <button type="submit" className={item}>
          Sign out
        </button>
      </form>
    </Menu>
  )
}

const item =
  'flex h-8 w-full items-center rounded-sm px-2 text-left hover:bg-hover pointer-coarse:h-11'
