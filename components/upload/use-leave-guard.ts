import { useEffect } from 'react'

const question = 'Files are still being uploaded. Leave this page and stop them?'

/**
 * Asks before the page is left while `busy`: by closing it, by a link, and by Back where the browser lets
 * that be stopped.
 */
export function useLeaveGuard(busy: boolean): void {
  useEffect(() => {
    if (!busy) return
    const closing = (event: BeforeUnloadEvent) => event.preventDefault()
    const following = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      const stays = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0
      if (!link || stays || link.hasAttribute('download')) return
      if (link.getAttribute('target') === '_blank' || confirm(question)) return
      event.preventDefault()
      event.stopPropagation()
    }
    const traversing = (event: NavigateEvent) => {
      if (event.navigationType !== 'traverse' || !event.cancelable || confirm(question)) return
      event.preventDefault()
    }
    const history = 'navigation' in window ? window.navigation : null
    history?.addEventListener('navigate', traversing)
    window.addEventListener('beforeunload', closing)
    document.addEventListener('click', following, { capture: true })
    return () => {
      history?.removeEventListener('navigate', traversing)
      window.removeEventListener('beforeunload', closing)
      document.removeEventListener('click', following, { capture: true })
    }
  }, [busy])
}
