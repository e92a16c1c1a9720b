package parse

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	delimiters = ";\t|,"
	sampleRows = 20
	sampleSize = maxRecord
)

// A tally counts, in one record, each of the delimiters outside quotation
// marks.
type tally [len(delimiters)]int

// hintLine is a first line that tells Excel the delimiter.
var hintLine = regexp.MustCompile(`^"?(?i:sep)=(.)"?\n`)

// delimiterOf finds what stands between the cells of a text: what Options say,
// else what a first line sep=; says, else what the first records show. Told is
// set if there is such a line.
func delimiterOf(text io.Reader, o Options) (delimiter rune, told bool, err error) {
	r := bufio.NewReader(io.LimitReader(text, sampleSize))
	first, err := r.Peek(16)
	if err != nil && err != io.EOF {
		return 0, false, err
	}
	if m := hintLine.FindSubmatch(first); m != nil {
		delimiter, _ = utf8.DecodeRune(m[1])
		told = true
	}
	switch {
	case o.Delimiter != 0:
		delimiter = o.Delimiter
	case !told:
		records, err := tallies(r, o.HeaderRow)
		return shown(records), false, err
	}
	if strings.ContainsRune("\"\r\n\uFFFD\x00", delimiter) {
		return 0, false, &FileError{Reason: "the cells can't be parted by that delimiter", hint: "Name another one with --delimiter."}
	}
	return delimiter, told, nil
}

// tallies counts the delimiters of the first records that aren't blank, from
// a row on.
func tallies(r io.ByteReader, from int) ([]tally, error) {
	var records []tally
	var count tally
	quoted, blank := false, true
	for row := 1; len(records) < sampleRows; {
		b, err := r.ReadByte()
		if err != nil && err != io.EOF {
			return nil, err
		}
		if !quoted && (b == '\n' || err == io.EOF) {
			if !blank && row >= from {
				records = append(records, count)
			}
			row++
		}
		switch i := strings.IndexByte(delimiters, b); {
		case err == io.EOF:
			return records, nil
		case b == '"':
			quoted, blank = !quoted, false
		case b == '\n' && !quoted:
			count, blank = tally{}, true
		case i >= 0 && !quoted:
			count[i]++
			blank = false
		case b != ' ':
			blank = false
		}
	}
	return records, nil
}

// shown gives the delimiter that records show: the one that is found equally
// often in most of them, those without it left aside, because above the titles
// there may be other lines; of equal ones the one that is found more often, or
// first in delimiters: commas stand in names and numbers too. A sheet of one
// column has none, and any will do.
func shown(records []tally) rune {
	best, bestAgreeing, bestCount := len(delimiters)-1, 0, 0
	for i := range delimiters {
		agreeing, count := agreement(records, i)
		if agreeing > bestAgreeing || agreeing == bestAgreeing && count > bestCount {
			best, bestAgreeing, bestCount = i, agreeing, count
		}
	}
	return rune(delimiters[best])
}

// agreement gives the largest number of records that have a delimiter equally
// often, and how often that is.
func agreement(records []tally, delimiter int) (agreeing, count int) {
	times := map[int]int{}
	for _, r := range records {
		if n := r[delimiter]; n > 0 {
			times[n]++
		}
	}
	for n, records := range times {
		if records > agreeing || records == agreeing && n > count {
			agreeing, count = records, n
		}
	}
	return agreeing, count
}
