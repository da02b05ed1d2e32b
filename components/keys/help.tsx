'use client'
import { Dialog } from '../ui/dialog'
import { CloseIcon } from '../ui/icons'
import type { BroughtProps } from './brought'
import { KeyList } from './key-list'
import { KeySwitch } from './key-switch'

/** The list of the keys, and their switch. */
export default function Help({ actions, close }: BroughtProps) {
  return (
    <Dialog label="Keys" onClose={close} className="overflow-y-auto!">
      <div className="flex flex-col gap-5 p-4">
        <div className="flex items-center justify-between gap-4">
          <h2 className="text-touch">Keys</h2>
          <button
            type="button"
            aria-label="Close"
            onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}
            className="-m-1 inline-flex size-8 items-center justify-center rounded-sm text-ink-2 hover:bg-hover pointer-coarse:size-11"
          >
            <CloseIcon />
          </button>
        </div>
        <KeyList />
        <KeySwitch
          on={document.documentElement.dataset.keys !== 'off'}
          setKeys={async (form) => {
            await actions.setKeys(form)
            close()
          }}
        />
      </div>
    </Dialog>
  )
}
