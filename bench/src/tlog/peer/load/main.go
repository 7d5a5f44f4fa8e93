// Tessera's POSIX log under the load that the bench gives ours: so many callers, each with one entry under way.
// Prints one line of JSON. Built when it is asked for; no part of the product.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"sync"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	folder := flag.String("folder", "", "where the log goes")
	callers := flag.Int("callers", 256, "entries under way")
	seconds := flag.Float64("seconds", 10, "how long")
	entryBytes := flag.Int("entry-bytes", 300, "size of an entry")
	batch := flag.Uint("batch", 256, "Tessera's batch size")
	flushMs := flag.Int("flush-ms", 20, "after how long a batch goes that is not full")
	flag.Parse()
	if err := run(*folder, *callers, *seconds, *entryBytes, *batch, *flushMs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string, callers int, seconds float64, entryBytes int, batch uint, flushMs int) error {
	ctx := context.Background()
	secret, _, err := note.GenerateKey(rand.Reader, "peer.example/log")
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithCheckpointInterval(500*time.Millisecond).
		WithBatching(batch, time.Duration(flushMs)*time.Millisecond)
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	latencies, elapsed, err := load(ctx, appender, callers, seconds, entryBytes)
	if err != nil {
		return err
	}
	if err := shutdown(ctx); err != nil {
		return err
	}
	sort.Float64s(latencies)
	at := func(share float64) float64 { return latencies[int(share*float64(len(latencies)-1))] }
	return json.NewEncoder(os.Stdout).Encode(map[string]float64{
		"appendsPerSecond": float64(len(latencies)) / elapsed,
		"p50Ms":            at(0.5),
		"p99Ms":            at(0.99),
	})
}

func load(ctx context.Context, appender *tessera.Appender, callers int, seconds float64, entryBytes int) ([]float64, float64, error) {
	var group sync.WaitGroup
	results := make([][]float64, callers)
	failures := make([]error, callers)
	start := time.Now()
	until := start.Add(time.Duration(seconds * float64(time.Second)))
	for caller := range callers {
		group.Go(func() {
			for number := 0; time.Now().Before(until); number++ {
				entry := make([]byte, entryBytes)
				copy(entry, fmt.Sprintf("%d %d", caller, number))
				begin := time.Now()
				if _, err := appender.Add(ctx, tessera.NewEntry(entry))(); err != nil {
					failures[caller] = err
					return
				}
				results[caller] = append(results[caller], float64(time.Since(begin).Microseconds())/1000)
			}
		})
	}
	group.Wait()
	elapsed := time.Since(start).Seconds()
	all := []float64{}
	for caller, latencies := range results {
		if failures[caller] != nil {
			return nil, 0, failures[caller]
		}
		all = append(all, latencies...)
	}
	return all, elapsed, nil
}
