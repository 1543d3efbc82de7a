package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"plimsoll.io/client/chainpb"
)

// block is a line of testdata/blocks.jsonl, which FixtureTest of the Java side makes and checks.
type block struct {
	Height   int64    `json:"height"`
	TimeMs   int64    `json:"timeMs"`
	Hash     string   `json:"hash"`
	Commands []string `json:"commands"`
	root     []byte
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	out, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func blocks(t *testing.T) []block {
	t.Helper()
	log, err := os.ReadFile("testdata/blocks.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	roots, err := os.ReadFile("testdata/roots.txt")
	if err != nil {
		t.Fatal(err)
	}
	expected := strings.Fields(string(roots))
	var out []block
	for _, line := range strings.Split(strings.TrimSpace(string(log)), "\n") {
		var one block
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		if one.Height > 0 {
			one.root = unhex(t, expected[len(out)])
			out = append(out, one)
		}
	}
	if len(out) < 5 || len(out) != len(expected) {
		t.Fatalf("%d blocks and %d roots", len(out), len(expected))
	}
	return out
}

// server is a `plimsoll serve` of our own.
type server struct {
	process *exec.Cmd
	target  string
}

func serve(t *testing.T, args ...string) *server {
	t.Helper()
	launcher := os.Getenv("PLIMSOLL")
	if launcher == "" {
		launcher = "../../../plimsoll"
	}
	if _, err := os.Stat(launcher); err != nil {
		t.Skipf("there is no %s; PLIMSOLL says where it is", launcher)
	}
	command := exec.Command(launcher, append([]string{"serve", "--engine", "scalar"}, args...)...)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{process: command}
	t.Cleanup(func() {
		s.process.Process.Kill()
		s.process.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	words := strings.Fields(line)
	if err != nil || len(words) != 4 || words[0] != "listening" {
		t.Fatalf("it says %q: %v", line, err)
	}
	s.target = words[1]
	return s
}

// kill ends the process as a power cut would.
func (s *server) kill() {
	s.process.Process.Kill()
	s.process.Wait()
}

func (s *server) stop(t *testing.T) {
	t.Helper()
	s.process.Process.Signal(os.Interrupt)
	done := make(chan error, 1)
	go func() { done <- s.process.Wait() }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("it does not stop")
	}
}

func dial(t *testing.T, s *server) *Client {
	t.Helper()
	c, err := Dial(context.Background(), s.target, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func run(t *testing.T, k *Keeper, of block) []byte {
	t.Helper()
	ctx := context.Background()
	if err := k.BeginBlock(ctx, of.Height, of.TimeMs); err != nil {
		t.Fatal(err)
	}
	for _, command := range of.Commands {
		if err := k.Deliver(unhex(t, command)); err != nil {
			t.Fatal(err)
		}
	}
	result, err := k.EndBlock(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(result.StateRoot, of.root) {
		t.Fatalf("block %d comes to %x, not %x", of.Height, result.StateRoot, of.root)
	}
	if hex.EncodeToString(result.BlockHash) != of.Hash {
		t.Fatalf("block %d has the hash %x", of.Height, result.BlockHash)
	}
	if len(result.Results) != len(of.Commands) {
		t.Fatalf("%d results", len(result.Results))
	}
	return result.StateRoot
}

// trader is the owner of the fixture's first subaccount.
func trader() (owner [20]byte) {
	owner[19] = 100
	return owner
}

func TestBlocksComeToTheRootsOfTheEmbeddedChain(t *testing.T) {
	ctx := context.Background()
	for _, where := range [][]string{{"--socket", filepath.Join(t.TempDir(), "s")}, {"--port", "0"}} {
		s := serve(t, append([]string{"--data", t.TempDir()}, where...)...)
		c := dial(t, s)
		k := NewKeeper(c, 1)
		if err := k.Align(ctx, 0, nil); err != nil {
			t.Fatal(err)
		}
		events := 0
		for _, each := range blocks(t) {
			run(t, k, each)
			events += len(k.executed.Events)
			if err := k.Commit(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if events == 0 {
			t.Fatal("no events")
		}
		margin, err := c.Margin(ctx, trader(), 0, true)
		if err != nil || margin.Margin.Initial <= 0 || len(margin.Explanation.Contributions) != 1 {
			t.Fatal(margin, err)
		}
		then, err := c.WhatIf(ctx, trader(), 0, 0, &chainpb.Trade{Instrument: 1, Lots: 5})
		if err != nil || then.Result.Code != 0 || then.After.Initial <= then.Before.Initial {
			t.Fatal(then, err)
		}
		terms, err := c.FeeTerms(ctx, trader())
		if err != nil || terms.Height != margin.Height || terms.Holds {
			t.Fatal(terms, err)
		}
		proof, err := c.Prove(ctx, trader(), 0)
		if err != nil || len(proof.Value) == 0 || len(proof.Proof) == 0 {
			t.Fatal(proof, err)
		}
		same, err := c.ProveKey(ctx, proof.Key)
		if err != nil || !bytes.Equal(same.Proof, proof.Proof) {
			t.Fatal(same, err)
		}
		s.stop(t)
	}
}

// TestAQuietClientIsKept says nothing for longer than a client may be silent; it answers pings meanwhile.
func TestAQuietClientIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes 25 seconds")
	}
	t.Parallel()
	ctx := context.Background()
	s := serve(t, "--data", t.TempDir(), "--port", "0", "--idle-seconds", "20")
	k := NewKeeper(dial(t, s), 1)
	if err := k.Align(ctx, 0, nil); err != nil {
		t.Fatal(err)
	}
	run(t, k, blocks(t)[0])
	time.Sleep(25 * time.Second)
	// A block that waited was discarded with its connection.
	if err := k.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestOneConnectionWrites(t *testing.T) {
	ctx := context.Background()
	s := serve(t, "--data", t.TempDir(), "--port", "0")
	first, second := dial(t, s), dial(t, s)
	all := blocks(t)
	run(t, NewKeeper(first, 1), all[0])
	other := NewKeeper(second, 1)
	if err := other.BeginBlock(ctx, 1, all[0].TimeMs); err != nil {
		t.Fatal(err)
	}
	if _, err := other.EndBlock(ctx); !IsReason(err, AnotherWrites) {
		t.Fatal(err)
	}
	first.Close()
	for i := 0; ; i++ {
		info, err := second.Info(ctx)
		if err != nil || i > 500 {
			t.Fatal(info, err)
		}
		if info.WaitingHeight == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	run(t, other, all[0])
	if err := other.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// A proposal that does not win is executed and forgotten; the next one takes its place.
func TestARoundThatDoesNotWinIsForgotten(t *testing.T) {
	ctx := context.Background()
	s := serve(t, "--data", t.TempDir(), "--port", "0")
	k := NewKeeper(dial(t, s), 1)
	all := blocks(t)
	for _, each := range all[:2] {
		run(t, k, each)
		if err := k.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.BeginBlock(ctx, 3, all[2].TimeMs+7); err != nil {
		t.Fatal(err)
	}
	loser, err := k.EndBlock(ctx)
	if err != nil || bytes.Equal(loser.StateRoot, all[2].root) {
		t.Fatal(loser, err)
	}
	run(t, k, all[2])
	if err := k.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := k.Deliver([]byte{1}); err == nil {
		t.Fatal("a command without a block was taken")
	}
	if err := k.BeginBlock(ctx, 9, all[3].TimeMs); err != nil {
		t.Fatal(err)
	}
	if _, err := k.EndBlock(ctx); !IsReason(err, BlockRefused) {
		t.Fatal(err)
	}
}

// The process is killed after its commit and before the application's.
func TestAlignmentAfterACrash(t *testing.T) {
	ctx := context.Background()
	data := t.TempDir()
	s := serve(t, "--data", data, "--port", "0")
	k := NewKeeper(dial(t, s), 1)
	all := blocks(t)
	for _, each := range all[:3] {
		run(t, k, each)
		if err := k.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	s.kill()
	if _, err := k.client.Info(ctx); err == nil {
		t.Fatal("it was killed")
	}
	s = serve(t, "--data", data, "--port", "0")
	k = NewKeeper(dial(t, s), 1)
	if err := k.Align(ctx, 3, all[2].root); err != nil {
		t.Fatal(err)
	}
	if err := k.Align(ctx, 2, all[1].root); err != nil {
		t.Fatal(err)
	}
	run(t, k, all[2])
	if err := k.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := k.Align(ctx, 1, all[0].root); err == nil {
		t.Fatal("two blocks ahead were undone")
	}
	if err := k.Align(ctx, 3, all[1].root); err == nil {
		t.Fatal("another root was taken")
	}
	if err := k.Align(ctx, 9, nil); err == nil {
		t.Fatal("an application ahead was taken")
	}
}

func TestASnapshotGoesToAnotherChain(t *testing.T) {
	ctx := context.Background()
	from := dial(t, serve(t, "--data", t.TempDir(), "--port", "0"))
	k := NewKeeper(from, 1)
	all := blocks(t)
	for _, each := range all[:4] {
		run(t, k, each)
		if err := k.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	taken, err := from.TakeSnapshot(ctx, 300)
	if err != nil || taken.Chunks < 2 {
		t.Fatal(taken, err)
	}
	list, err := from.Snapshots(ctx)
	if err != nil || len(list) != 1 || list[0].Height != 4 {
		t.Fatal(list, err)
	}
	to := dial(t, serve(t, "--data", t.TempDir(), "--port", "0"))
	wrong := bytes.Clone(taken.Hash)
	wrong[0] ^= 1
	chunk := func(index uint32) ([]byte, error) { return from.Chunk(ctx, 4, index) }
	if _, err := to.Restore(ctx, taken.Header, wrong, taken.Chunks, chunk); !IsReason(err, "SNAPSHOT_REFUSED") {
		t.Fatal(err)
	}
	info, err := to.Restore(ctx, taken.Header, taken.Hash, taken.Chunks, chunk)
	if err != nil || info.Height != 4 || !bytes.Equal(info.StateRoot, all[3].root) {
		t.Fatal(info, err)
	}
	run(t, NewKeeper(to, 1), all[4])
	if _, err := from.Chunk(ctx, 4, taken.Chunks); !IsReason(err, NotThere) {
		t.Fatal(err)
	}
}

func TestNobodyThere(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, err := Dial(ctx, "unix://"+filepath.Join(t.TempDir(), "none"), Options{})
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != codes.Unavailable {
		t.Fatal(err)
	}
}
