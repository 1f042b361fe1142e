/** What somebody sees who comes to an address where nothing is. */
import { html } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';

export default function NotFound() {
  return html`<${EmptyState} icon="wave" heading=${1} title=${t('core.lost.title')} text=${t('core.lost.text')}>
    <${Button} kind="primary" href="/">${t('core.lost.home')}<//>
  <//>`;
}
