import { TextLink } from './text-link'

/** The way back up; the page itself is the title and is not repeated here. */
export function Breadcrumb({ items }: { items: readonly { href: string; label: string }[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex flex-wrap items-center gap-x-1.5 text-ink-2">
        {items.map(({ href, label }, index) => (
          <li key={href} className="flex min-w-0 items-center gap-1.5">
            {index > 0 && (
              <span aria-hidden="true" className="text-ink-3">
                /
              </span>
            )}
            <TextLink href={href} quiet className="max-w-[32ch] truncate">
              {label}
            </TextLink>
          </li>
        ))}
      </ol>
    </nav>
  )
}
