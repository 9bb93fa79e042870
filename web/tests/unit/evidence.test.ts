import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from '../../src/components/Evidence';

const a = '0123456789abcdef0123456789abcdef';
const b = 'ffffffffffffffffffffffffffffffff';

test('words and files of evidence stand apart', () => {
    assert.deepEqual(piecesOf(''), []);
    assert.deepEqual(piecesOf('会议纪要第3号'), [{ text: '会议纪要第3号' }]);
    assert.deepEqual(piecesOf(`批复.pdf file:${a}`), [{ text: '批复.pdf', hash: a }]);
    assert.deepEqual(piecesOf(`纪要; 批复 一.pdf file:${a}; 图.png file:${b}; 另附`), [{ text: '纪要' }, { text: '批复 一.pdf', hash: a }, { text: '图.png', hash: b }, { text: '另附' }]);
    assert.deepEqual(piecesOf(`file:${a}`), [{ text: '01234567', hash: a }]);
    assert.deepEqual(piecesOf('file:short'), [{ text: 'file:short' }]);
});
