import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, recognise, rowsOf } from '../../src/pages/data/recognise';

const bytes = (text: string) => new TextEncoder().encode(text);

test('tables are known by their file, columns by their name', () => {
    const seen = recognise('data/areas.csv', 30, bytes('area_id,name,population,income\n01,"东,县",5,9\n'));
    assert.equal(seen.table, 'areas');
    assert.deepEqual(seen.missing, []);
    assert.deepEqual(seen.columns.map((c) => c.role), ['required', 'required', 'required', 'extra']);
    assert.deepEqual(seen.sample, [['01', '东,县', '5', '9']]);
});

test('what is missing is named', () => {
    assert.deepEqual(recognise('flows.csv', 9, bytes('area_id,cases\n')).missing, ['hospital_id']);
    assert.equal(recognise('notes.txt', 9, bytes('x')).table, null);
    assert.equal(recognise('all.xlsx', 9, bytes('PK')).table, 'xlsx');
});

test('UTF-8 with and without its mark, GB18030, and a character cut in two', () => {
    assert.deepEqual(decode(bytes('\ufeff名')), { text: '名', encoding: 'UTF-8' });
    assert.deepEqual(decode(new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6])), { text: '名称', encoding: 'GB18030' });
    assert.equal(decode(bytes('名称').subarray(0, 5)).text, '名');
});

test('quotes, line ends and the last line without one', () => {
    assert.deepEqual(rowsOf('a,"b ""c"""\r\n1,2', 5), [['a', 'b "c"'], ['1', '2']]);
    assert.deepEqual(rowsOf('', 5), []);
});
