import { Kbd } from '../ui/kbd'
import { shortcuts } from './shortcuts'

/** The keys and what they do. */
export function KeyList() {
  return (
    <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
      {shortcuts.map(({ title, keys }) => (
        <div key={title} className="min-w-0">
          <h3 className="border-b border-line pb-1 text-data">{title}</h3>
          <dl>
            {keys.map(({ keys: pressed, does }) => (
              <div
                key={does}
                className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3 border-b border-line py-1.5"
              >
                <dt className="flex items-start gap-1">
                  {pressed.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}
