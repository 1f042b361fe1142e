/**
 * Everything that the assistant is, says and does; and the push to Vapi. The heading stands at
 * once; what is below comes with what it shows.
 */
import { html } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { ErrorState } from '../../components/error-state.js';
import { PageHeader } from '../../components/page-header.js';
import { Skeleton } from '../../components/skeleton.js';
import { loadCatalog } from './catalog.js';

export const styles = true;

export default function Studio() {
  const loaded = useLoaded(async (signal) => {
    const [config, catalog, parts] = await Promise.all([api.get('/studio/config', { signal }), loadCatalog(), import('./workbench.js')]);
    return { ...config, data: { studio: parts.formOf(config.data, config.etag, catalog), Workbench: parts.Workbench } };
  }, []);
  const { data } = loaded;
  return html`<${PageHeader} title=${t('studio.title')} lead=${t('studio.lead')} />
    ${loaded.loading ? html`<div class="studio-waiting"><${Skeleton} shape=${['block', 'field', 'field', 'block', 'field', 'field', 'field', 'field']} /></div>`
      : data ? html`<${data.Workbench} studio=${data.studio} />`
        : html`<${ErrorState} problem=${loaded.problem} retry=${loaded.reload} />`}`;
}
