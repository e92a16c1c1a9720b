package target

import (
	"fmt"

	"importer/internal/plan"
)

// A listing is a list of records that is read by its offset, page by page.
type listing struct {
	host  string
	read  func(offset int) (page []plan.Current, total int, err error)
	check func(page []plan.Current, total int) error // says why not to go on; may be nil
}

// listings is how often a list is read until all of it has been seen.
const listings = 3

// all reads every record. The order of the pages isn't documented, and may change
// in between: what comes twice is taken once, and if some haven't come at all, the
// list is read again.
func (l listing) all() ([]plan.Current, error) {
	var all []plan.Current
	seen := map[string]bool{}
	total := 0
	for range listings {
		var err error
		total, err = l.pages(func(record plan.Current) {
			if !seen[record.ID] {
				seen[record.ID] = true
				all = append(all, record)
			}
		})
		if err != nil {
			return nil, err
		}
		if len(all) >= total {
			return all, nil
		}
	}
	return nil, fmt.Errorf("%s doesn't show all of its %d records: only %d different ones", l.host, total, len(all))
}

// pages reads the pages once and gives how many records there should be, by the
// last one's word.
func (l listing) pages(take func(plan.Current)) (total int, err error) {
	for offset := 0; ; {
		page, total, err := l.read(offset)
		if err == nil && l.check != nil {
			err = l.check(page, total)
		}
		if err != nil {
			return 0, err
		}
		for _, record := range page {
			take(record)
		}
		if offset += len(page); len(page) == 0 || offset >= total {
			return total, nil
		}
	}
}
