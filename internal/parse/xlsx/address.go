package xlsx

import "strconv"

// The size of a worksheet (ECMA-376, part 1, 18.3.1.4 and 18.3.1.73).
const (
	MaxColumns = 16_384
	MaxRows    = 1_048_576
)

// Address gives the name of a cell as the spreadsheet program shows it: E61.
// Columns are counted from 0, rows from 1.
func Address(column, row int) string { return Column(column) + strconv.Itoa(row) }

// Column gives the letters of a column, counted from 0.
func Column(column int) string {
	var letters [8]byte
	i := len(letters)
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		i--
		letters[i] = byte('A' + (n-1)%26)
	}
	return string(letters[i:])
}

// position reads the address of a cell.
func position[T string | []byte](address T) (column, row int, ok bool) {
	i := 0
	for ; i < len(address) && i < 4 && isLetter(address[i]); i++ {
		column = column*26 + int(address[i]|0x20-'a') + 1
	}
	row, ok = number(address[i:], MaxRows)
	return column - 1, row, ok && i > 0 && column <= MaxColumns && row > 0
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// number reads a whole number from 0 to most, written with digits only.
func number[T string | []byte](text T, most int) (n int, ok bool) {
	if len(text) == 0 || len(text) > 10 {
		return 0, false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, n <= most
}

// boolean reads a truth value as XML Schema writes it.
func boolean[T string | []byte](text T) (value, ok bool) {
	switch string(text) {
	case "1", "true":
		return true, true
	case "0", "false":
		return false, true
	default:
		return false, false
	}
}
