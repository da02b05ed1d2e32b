'use client'
import { type RefObject, useCallback, useEffect, useState } from 'react'
import { FieldError } from '../ui/field'
import { Refusal, refusalOf } from '../upload/refusal'

interface ImageDropProps {
  /** Where images are sent to. */
  url: string
  /** The text that they are added to, where the cursor is. */
  text: RefObject<HTMLTextAreaElement | null>
}

/** Takes images that are chosen, pasted into the text or dropped on it, and writes their Markdown there. */
export default function ImageDrop({ url, text }: ImageDropProps) {
  const [sending, setSending] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  const add = useCallback(
    async (files: readonly File[]) => {
      setProblem(null)
      for (const file of files) {
        setSending((count) => count + 1)
        try {
          insert(text.current, await send(url, file))
        } catch (error) {
          setProblem(
            error instanceof Refusal
              ? `${file.name}: ${error.message}`
              : 'The connection broke. Check it, then try again.',
          )
        } finally {
          setSending((count) => count - 1)
        }
      }
    },
    [url, text],
  )
  useEffect(() => {
    const field = text.current
    if (!field) return
    const take = (event: Event, data: DataTransfer | null) => {
      const images = [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
      if (images.length === 0) return
      event.preventDefault()
      add(images)
    }
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData)
    const drop = (event: DragEvent) => take(event, event.dataTransfer)
    field.addEventListener('paste', paste)
    field.addEventListener('drop', drop)
    return () => {
      field.removeEventListener('paste', paste)
      field.removeEventListener('drop', drop)
    }
  }, [text, add])
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-ink-2">
      <label className="relative inline-flex h-8 items-center rounded-md border border-line-strong bg-paper px-3 whitespace-nowrap text-ink hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink pointer-coarse:h-11">
        Choose images
        <input
          type="file"
          multiple
          accept="image/png,image/jpeg,image/gif,image/webp"
          className="absolute inset-0 cursor-pointer opacity-0 file:cursor-pointer"
          onChange={({ target }) => {
            add([...(target.files ?? [])])
            target.value = ''
          }}
        />
      </label>
      <p role="status" className="min-w-0 flex-1 basis-56">
        {sending > 0
          ? 'Uploading…'
          : 'Or paste or drop them into the text: PNG, JPEG, GIF or WebP of at most 10 MiB.'}
      </p>
      {problem && (
        <div role="alert" className="basis-full">
          <FieldError id="image-problem">{problem}</FieldError>
        </div>
      )}
    </div>
  )
}

async function send(url: string, file: File): Promise<string> {
  const answer = await fetch(`${url}?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  })
  if (!answer.ok) throw refusalOf(answer.status, await answer.text())
  const { markdown } = (await answer.json()) as { markdown: string }
  return markdown
}

/** On lines of its own where the cursor is. */
function insert(field: HTMLTextAreaElement | null, markdown: string): void {
  if (!field) return
  const { selectionStart: start, selectionEnd: end, value } = field
  const before = value.slice(0, start)
  const lead = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  field.setRangeText(`${lead}${markdown}\n`, start, end, 'end')
  field.focus()
}
