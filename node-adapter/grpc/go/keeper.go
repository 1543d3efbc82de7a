package client

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"plimsoll.io/client/chainpb"
)

// Keeper is what a module of a Cosmos chain holds, without a dependency on its SDK: BeginBlock and EndBlock are called
// by the module's BeginBlocker and EndBlocker, Deliver by its message server once the SDK has authenticated the sender,
// Commit after the application has committed.
//
// The root that EndBlock returns goes into the module's store, and so into the application's hash: a validator whose
// chain comes to something else is found at once.
//
//	func (am AppModule) BeginBlock(ctx context.Context) error {
//		sdkCtx := sdk.UnwrapSDKContext(ctx)
//		return am.margin.BeginBlock(ctx, sdkCtx.BlockHeight(), sdkCtx.BlockTime().UnixMilli())
//	}
//
//	func (am AppModule) EndBlock(ctx context.Context) error {
//		result, err := am.margin.EndBlock(ctx)
//		if err != nil {
//			return err // stops the node: a block must not be passed over
//		}
//		return am.store.Set(ctx, rootKey, result.StateRoot)
//	}
//
// A chain's heights begin at 1. Where the application's do not, as where the module came by an upgrade, First says the
// application's height of the margin chain's first block.
type Keeper struct {
	client *Client
	first  int64

	mu       sync.Mutex
	height   int64
	timeMs   int64
	commands [][]byte
	executed *chainpb.ExecuteReply
}

// NewKeeper makes a keeper. The first block of the application that the margin chain sees is usually 1.
func NewKeeper(client *Client, first int64) *Keeper {
	return &Keeper{client: client, first: first}
}

// Align is called at start with the height and the margin chain's root of the application's last commit; 0 and nil
// before the first. A process that died between the two commits leaves the margin chain one block ahead, which is
// undone, since the application runs that block again.
func (k *Keeper) Align(ctx context.Context, appHeight int64, root []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.height, k.commands, k.executed = 0, nil, nil
	want := appHeight - k.first + 1
	if appHeight == 0 {
		want = 0
	}
	info, err := k.client.Info(ctx)
	if err != nil {
		return err
	}
	if info.WaitingHeight != 0 {
		if err := k.client.Discard(ctx); err != nil {
			return err
		}
	}
	if info.Height == want+1 {
		if info, err = k.client.Undo(ctx, info.Height); err != nil {
			return err
		}
	}
	if info.Height != want {
		return fmt.Errorf("plimsoll: the application is at block %d, the margin chain at %d; restore one from a snapshot",
			want, info.Height)
	}
	if want > 0 && root != nil && !bytes.Equal(root, info.StateRoot) {
		return fmt.Errorf("plimsoll: the application has root %x of block %d, the margin chain %x", root, want, info.StateRoot)
	}
	return nil
}

// BeginBlock begins to gather a block's commands. A block that was executed and not committed, as a proposal that
// did not win, is forgotten.
func (k *Keeper) BeginBlock(ctx context.Context, appHeight, timeMs int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.executed != nil {
		if err := k.client.Discard(ctx); err != nil && !IsReason(err, NotWaiting) {
			return err
		}
	}
	k.height, k.timeMs, k.commands, k.executed = appHeight-k.first+1, timeMs, nil, nil
	return nil
}

// Deliver adds a command: the canonical bytes of it and its sender.
func (k *Keeper) Deliver(command []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.height == 0 || k.executed != nil {
		return fmt.Errorf("plimsoll: no block has begun")
	}
	k.commands = append(k.commands, bytes.Clone(command))
	return nil
}

// EndBlock executes the block. It is not on disk before Commit.
func (k *Keeper) EndBlock(ctx context.Context) (*chainpb.ExecuteReply, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.height == 0 || k.executed != nil {
		return nil, fmt.Errorf("plimsoll: no block has begun")
	}
	executed, err := k.client.Execute(ctx, &chainpb.ExecuteRequest{
		Height: k.height, TimeMs: k.timeMs, Commands: k.commands, WantEvents: true})
	if err != nil {
		return nil, err
	}
	k.executed = executed
	return executed, nil
}

// Commit puts the block that EndBlock executed on disk.
func (k *Keeper) Commit(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.executed == nil {
		return fmt.Errorf("plimsoll: no block was executed")
	}
	root, err := k.client.Commit(ctx, k.height)
	if err != nil {
		return err
	}
	if !bytes.Equal(root, k.executed.StateRoot) {
		return fmt.Errorf("plimsoll: block %d was executed to root %x and committed as %x", k.height, k.executed.StateRoot, root)
	}
	k.height, k.commands, k.executed = 0, nil, nil
	return nil
}
