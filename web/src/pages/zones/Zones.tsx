// Zones: given or computed, their indices, and a division made by hand beside them.
import { useMemo, useState } from 'preact/hooks';
import { apiUrl, asProblem, send } from '../../api/client';
import type { Cell, Option, Problem, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { ErrorBox, Waiting } from '../../components/Notice';
import { OptionField } from '../../components/OptionField';
import { Check } from '../../components/Controls';
import { Table } from '../../components/Table';
import { grouped, percent } from '../../format/number';
import { t } from '../../i18n';
import type { MapLayers } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { has, mapData, meta } from '../../state/data';
import { selected, type Thing } from '../../state/selection';
import { param, setParams } from '../../state/url';
import { groupLayer, zonesOf, type Zones as Division } from '../../state/zones';
import { compareAsked, CompareTable } from './Compare';
import { zoneColumns, zoneRows, type Judgement } from './indices';
import { ZonePanel } from './ZonePanel';

const OPTIONS = ['method', 'level', 'zones', 'min-population', 'unit'];
/** Of one method alone. */
const OF_METHOD: Record<string, string> = { level: 'dartmouth' };

const asks = (name: string) => !OF_METHOD[name] || OF_METHOD[name] === param('method');

function optionOf(name: string): Option | undefined {
    const option = meta.value.data?.commands.find((c) => c.name === 'zones')?.options.find((o) => o.name === name);
    if (option?.name !== 'method') return option;
    const choices = (option.choices ?? []).filter((c) => c !== 'given' || has('zones'));
    return { ...option, choices, default: has('zones') ? 'given' : 'leiden' };
}

/** A division after moves by hand. */
function moved(division: Division, moves: ReadonlyMap<string, string>): Division {
    return moves.size ? { of: new Map([...division.of, ...moves]), names: division.names } : division;
}

export function Zones() {
    const asked = useMemo(() => {
        const list: Record<string, string> = {};
        for (const name of OPTIONS) if (param(name) && asks(name)) list[name] = param(name);
        return list;
    }, [location.search]);
    const answer = useAnswer<Answer>('zones', asked);
    const list = useAnswer<Answer>('zones', { ...asked, by: 'zone' });
    const map = mapData.value;
    const [moves, setMoves] = useState<ReadonlyMap<string, string>>(new Map());
    const [judged, setJudged] = useState<Judgement | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [moving, setMoving] = useState(false);
    const made = useMemo(() => (answer.data ? zonesOf(answer.data) : null), [answer.data]);
    const division = useMemo(() => made && moved(made, moves), [made, moves]);
    const layers = useMemo<MapLayers>(() => {
        if (!map.data || !division) return {};
        return { groups: groupLayer(map.data, division, true), changed: new Set(moves.keys()) };
    }, [map.data, division, moves]);
    const unitOf = useMemo(() => (i: number) => {
        const area = map.data?.areas[i];
        if (!area || area.outside) return null;
        return moving ? area.id : (division?.of.get(area.id) ?? null);
    }, [map.data, division, moving]);

    const judge = async (next: ReadonlyMap<string, string>) => {
        setMoves(next);
        setProblem(null);
        if (!made || !next.size) {
            setJudged(null);
            return;
        }
        try {
            setJudged(await send<Judgement>('POST', 'zoning/judge', { of_area: Object.fromEntries(moved(made, next).of) }));
        } catch (error) {
            setProblem(asProblem(error));
        }
    };
    const move = (areaId: string, zoneId: string) => {
        const next = new Map(moves);
        if (made?.of.get(areaId) === zoneId) next.delete(areaId);
        else next.set(areaId, zoneId);
        void judge(next);
    };
    const reset = () => {
        void judge(new Map());
    };

    const error = map.error ?? answer.error ?? list.error;
    const tools = (
        <div class="tabs tools">
            {OPTIONS.filter(asks).flatMap((name) => optionOf(name) ?? []).map((option) => (
                <OptionField
                    bare
                    key={option.name}
                    option={option}
                    value={param(option.name)}
                    onChange={(value) => {
                        reset();
                        setParams({ [option.name]: value, sel: null });
                    }}
                />
            ))}
            <span class="push">
                <Check label={t('zones.move')} checked={moving} onChange={(on) => { setMoving(on); setParams({ sel: null }, true); }} />
            </span>
        </div>
    );
    if (error) return <div>{tools}<ErrorBox problem={error} /></div>;
    if (!map.data || !answer.data || !list.data || !division) return <Waiting />;
    const before = zoneRows(list.data.rows);
    const base = new Map(before.map((row) => [row.id, row]));
    const rows = judged
        ? zoneRows(judged.zones, division.names).map((row) => ({ ...row, city: base.get(row.id)?.city ?? row.city }))
        : before;
    const summary: Record<string, Cell> = judged?.indices ?? answer.data.summary;
    const areaName = (id: string) => map.data?.areas.find((a) => a.id === id)?.name ?? id;
    const describe = (thing: Thing) => {
        if (thing.kind === 'area') return { title: areaName(thing.id), lines: [division.names.get(division.of.get(thing.id) ?? '') ?? '–'] };
        const row = rows.find((r) => r.id === thing.id);
        return row ? { title: row.name, lines: [`${grouped(row.population)} ${t('unit.people')}`, `${t('zones.li')} ${percent(row.li)}`] } : null;
    };
    const chosenArea = moving && selected.value?.kind === 'area' ? selected.value.id : null;
    return (
        <div class={answer.stale ? 'atlas short stale' : 'atlas short'}>
            {tools}
            <div class="picture">
                <MapView
                    data={map.data}
                    layers={layers}
                    kind={moving ? 'area' : 'zone'}
                    unitOf={unitOf}
                    describe={describe}
                    label={t('zones.map')}
                    onMove={moving ? (from, to) => { const zone = division.of.get(to); if (zone) move(from, zone); } : undefined}
                />
            </div>
            <ZonePanel
                before={answer.data.summary}
                now={summary}
                judged={!!judged}
                problem={problem}
                division={division}
                moves={moves}
                moving={moving}
                chosen={chosenArea}
                areaName={areaName}
                onMove={move}
                onReset={reset}
                asked={asked}
            />
            {param('all') ? <CompareTable asked={compareAsked(asked)} /> : <Table
                label={t('zones.table')}
                columns={zoneColumns(base, !!judged)}
                rows={rows}
                id={(row) => row.id}
                kind="zone"
                csv={apiUrl('zones', { ...asked, by: 'zone', format: 'csv' })}
                xlsx={apiUrl('zones', { ...asked, by: 'zone', format: 'xlsx' })}
            />}
        </div>
    );
}
