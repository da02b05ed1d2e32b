'use client'
import dynamic from 'next/dynamic'
import { useActionState, useId, useRef } from 'react'
import type { FormAction } from '../action-result'
import { FormFailure } from '../form-failure'
import { Button, ButtonLink } from '../ui/button'
import { Field, Textarea } from '../ui/field'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { useFailureFocus } from '../use-failure-focus'

// Loaded where it is asked for; drawn by the server where there is no script.
const Preview = dynamic(() => import('../markdown').then(({ Markdown }) => Markdown))
const ImageDrop = dynamic(() => import('./image-drop'), { ssr: false })

/** A block as its form holds it. */
export interface BlockDraft {
  category: string
  title: string
  body: string
}

interface BlockFormProps {
  org: string
  block: BlockDraft
  /** The revision that this is written on. */
  revision: number
  /** Offered while writing. */
  categories: readonly string[]
  titles: readonly string[]
  /** Reads `do` (save, preview, upload), `revision`, `image` and the fields of a draft. */
  edit: FormAction<BlockDraft>
  /** Where images are sent to. */
  imagesUrl: string
  cancelHref: string
  /** Shows what changed meanwhile. */
  changesHref: string
}

/** One block of a card: where it belongs, what it is called, what it says. Works without script. */
export function BlockForm(props: BlockFormProps) {
  const { org, block, revision, categories, titles, edit, imagesUrl, cancelHref, changesHref } =
    props
  const [result, submit, busy] = useActionState(edit, null)
  const form = useFailureFocus(result)
  const body = useRef<HTMLTextAreaElement>(null)
  const lists = useId()
  const failure = result && !result.ok ? result : null
  const draft = { ...block, ...(result?.ok ? result.value : failure?.values) }
  const errors = errorsOf(failure?.fields)
  return (
    <>
      <form
        // What was sent comes back as it was, whatever became of it.
        key={JSON.stringify(result)}
        ref={form}
        action={submit}
        noValidate
        className="flex max-w-3xl flex-col gap-5"
      >
        <FormFailure failure={failure} shown={Object.keys(failure?.fields ?? {})} />
        {failure?.code === 'conflict' && (
          <TextLink href={changesHref}>See what changed meanwhile</TextLink>
        )}
        <input type="hidden" name="revision" value={revision} />
        <div className="grid gap-5 sm:grid-cols-2">
          <Field
            label="Title"
            name="title"
            required
            maxLength={200}
            list={`${lists}-titles`}
            autoComplete="off"
            defaultValue={draft.title}
            error={errors.title}
          />
          <Field
            label="Category"
            aside="optional"
            name="category"
            maxLength={100}
            list={`${lists}-categories`}
            autoComplete="off"
            defaultValue={draft.category}
            error={errors.category}
          />
        </div>
        <Offered id={`${lists}-titles`} words={titles} />
        <Offered id={`${lists}-categories`} words={categories} />
        <Textarea
          ref={body}
          label="Text"
          aside="Markdown"
          name="body"
          defaultValue={draft.body}
          rows={16}
          tall
          hint="Tables, code and lists of tasks, too. model:// links lead to models here. Without a text the block is not shown."
          error={errors.body}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" name="do" value="save" busy={busy}>
            Save block
          </Button>
          <Button name="do" value="preview">
            Preview
          </Button>
          <ButtonLink href={cancelHref}>Cancel</ButtonLink>
        </div>
        <div data-scripted="">
          <ImageDrop url={imagesUrl} text={body} />
        </div>
        <div data-unscripted="">
          <div className="flex flex-col gap-2">
            <Field
              label="Image"
              aside="PNG, JPEG, GIF or WebP of at most 1 MB"
              type="file"
              name="image"
              accept="image/png,image/jpeg,image/gif,image/webp"
            />
            <Button name="do" value="upload">
              Upload and add to the text
            </Button>
          </div>
        </div>
      </form>
      {result?.ok && (
        <div className="mt-8 border-t border-line pt-4">
          <Section title="Preview">
            {result.value.body ? (
              <Preview text={result.value.body} org={org} level={3} />
            ) : (
              <p className="text-ink-2">Nothing is written in it, so it would not be shown.</p>
            )}
          </Section>
        </div>
      )}
    </>
  )
}

function Offered({ id, words }: { id: string; words: readonly string[] }) {
  return (
    <datalist id={id}>
      {words.map((word) => (
        <option key={word} value={word} />
      ))}
    </datalist>
  )
}

/** The command speaks of a whole card, `blocks.3.title`; all but the block at hand are as they were. */
function errorsOf(fields: Readonly<Record<string, string>> = {}) {
  const about = (part: RegExp) => Object.entries(fields).find(([field]) => part.test(field))?.[1]
  return {
    title: about(/^blocks\.\d+\.title$/),
    category: about(/^blocks\.\d+\.category$/),
    body: about(/^blocks(\.\d+\.body)?$/),
  }
}
