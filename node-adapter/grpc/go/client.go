// Package client talks to a margin chain that runs beside this process: `plimsoll serve`.
//
// A Client has one connection. The first that writes is the writer until its connection ends, so a process needs one
// Client that writes, and may have others that ask. Keeper is shaped for a module of a chain that is built on blocks
// which begin, deliver and end.
package client

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"plimsoll.io/client/chainpb"
)

// Protocol is the version of the service that this package speaks.
const Protocol = 1

const (
	header     = "plimsoll-protocol"
	trailer    = "plimsoll-reason"
	defaultMax = 64 << 20
)

// Reason says why the chain refused a call; see the README of node-adapter/grpc.
type Reason string

// The reasons that a caller may want to act on. The others are faults of the caller or of the chain.
const (
	BlockRefused  Reason = "BLOCK_REFUSED"
	NotWaiting    Reason = "NOT_WAITING"
	Waiting       Reason = "WAITING"
	AnotherWrites Reason = "ANOTHER_WRITES"
	NotThere      Reason = "NOT_THERE"
	NotUndoable   Reason = "NOT_UNDOABLE"
	NotEmpty      Reason = "NOT_EMPTY"
	Busy          Reason = "BUSY"
	// TooManyConnections passes when another client has gone.
	TooManyConnections Reason = "TOO_MANY_CONNECTIONS"
	Unread             Reason = "UNREAD"
	StoreFailed        Reason = "STORE_FAILED"
	WrongProtocol      Reason = "WRONG_PROTOCOL"
)

// Error is a refusal by the chain, or a connection that failed.
type Error struct {
	// Code is that of gRPC.
	Code codes.Code
	// Reason is empty where the chain gave none, as where it was not reached.
	Reason Reason
	// Message is a sentence for people.
	Message string
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("plimsoll: %s: %s", e.Code, e.Message)
	}
	return fmt.Sprintf("plimsoll: %s: %s", e.Reason, e.Message)
}

// IsReason tells whether an error is a refusal for a reason.
func IsReason(err error, reason Reason) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Reason == reason
}

// Options of a connection. The zero value is what most want.
type Options struct {
	// Timeout of a call whose context has no deadline; 30 seconds where it is 0. A block may take long: give more.
	Timeout time.Duration
	// MaxMessageBytes of an answer; 64 MiB where it is 0.
	MaxMessageBytes int
}

// Client is a connection to a chain. It may be used by many goroutines.
type Client struct {
	conn    *grpc.ClientConn
	chain   chainpb.ChainClient
	timeout time.Duration
}

// Dial connects to a chain and makes sure that both speak the same protocol.
//
// The target is what `plimsoll serve` prints: unix:///path/to/socket, or 127.0.0.1:port.
func Dial(ctx context.Context, target string, options Options) (*Client, error) {
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	if options.MaxMessageBytes == 0 {
		options.MaxMessageBytes = defaultMax
	}
	// A unix socket's path is no host name; the server asks for none.
	conn, err := grpc.NewClient(target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithAuthority("localhost"),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 5 * time.Minute, Timeout: 20 * time.Second}),
		grpc.WithIdleTimeout(0), // an idle connection that closed would give up writing
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(options.MaxMessageBytes),
			grpc.MaxCallSendMsgSize(options.MaxMessageBytes)))
	if err != nil {
		return nil, fmt.Errorf("plimsoll: %q: %w", target, err)
	}
	c := &Client{conn: conn, chain: chainpb.NewChainClient(conn), timeout: options.Timeout}
	info, err := c.Info(ctx)
	if err != nil {
		conn.Close()
		return nil, err
	}
	if info.Protocol != Protocol {
		conn.Close()
		return nil, &Error{codes.FailedPrecondition, WrongProtocol,
			fmt.Sprintf("the chain speaks protocol %d, this client %d", info.Protocol, Protocol)}
	}
	return c, nil
}

// Close ends the connection. A block that it left waiting is discarded, and another may write.
func (c *Client) Close() error { return c.conn.Close() }

func (c *Client) context(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = metadata.AppendToOutgoingContext(ctx, header, strconv.Itoa(Protocol))
	if _, has := ctx.Deadline(); has {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.timeout)
}

// call makes one call, and an *Error of what went wrong.
func call[Q, A any](c *Client, ctx context.Context, request Q,
	method func(context.Context, Q, ...grpc.CallOption) (A, error)) (A, error) {
	ctx, cancel := c.context(ctx)
	defer cancel()
	var trailers metadata.MD
	answer, err := method(ctx, request, grpc.Trailer(&trailers))
	return answer, wrap(err, trailers)
}

func wrap(err error, trailers metadata.MD) error {
	if err == nil {
		return nil
	}
	of := status.Convert(err)
	reason := ""
	if values := trailers.Get(trailer); len(values) == 1 {
		reason = values[0]
	}
	return &Error{of.Code(), Reason(reason), of.Message()}
}

// Info says where the chain stands.
func (c *Client) Info(ctx context.Context) (*chainpb.InfoReply, error) {
	return call(c, ctx, &chainpb.InfoRequest{}, c.chain.Info)
}

// Execute applies a block, which waits for Commit or Discard.
func (c *Client) Execute(ctx context.Context, block *chainpb.ExecuteRequest) (*chainpb.ExecuteReply, error) {
	return call(c, ctx, block, c.chain.Execute)
}

// Commit puts the block that waits on disk and publishes it; it returns the state's root.
func (c *Client) Commit(ctx context.Context, height int64) ([]byte, error) {
	answer, err := call(c, ctx, &chainpb.CommitRequest{Height: height}, c.chain.Commit)
	return answer.GetStateRoot(), err
}

// Discard forgets the block that waits.
func (c *Client) Discard(ctx context.Context) error {
	_, err := call(c, ctx, &chainpb.DiscardRequest{}, c.chain.Discard)
	return err
}

// Undo takes the last committed block back, which must be of that height.
func (c *Client) Undo(ctx context.Context, height int64) (*chainpb.InfoReply, error) {
	answer, err := call(c, ctx, &chainpb.UndoRequest{Height: height}, c.chain.Undo)
	return answer.GetInfo(), err
}

// Margin says a subaccount's equity and requirements after the last committed block, and where they come from.
func (c *Client) Margin(ctx context.Context, owner [20]byte, number uint32, explain bool) (*chainpb.MarginReply, error) {
	return call(c, ctx, &chainpb.MarginRequest{Subaccount: subaccount(owner, number), Explain: explain}, c.chain.Margin)
}

// WhatIf says what trades that nobody makes would do to a subaccount.
func (c *Client) WhatIf(ctx context.Context, owner [20]byte, number uint32, collateral int64,
	trades ...*chainpb.Trade) (*chainpb.WhatIfReply, error) {
	return call(c, ctx, &chainpb.WhatIfRequest{
		Subaccount: subaccount(owner, number), Collateral: collateral, Trades: trades}, c.chain.WhatIf)
}

// FeeTerms says what an owner's fills cost in the next block where fees are by tiers.
func (c *Client) FeeTerms(ctx context.Context, owner [20]byte) (*chainpb.FeeTermsReply, error) {
	return call(c, ctx, &chainpb.FeeTermsRequest{Owner: owner[:]}, c.chain.FeeTerms)
}

// Prove gives the proof of a subaccount's leaf, or that there is none, against the root that stands in the answer.
func (c *Client) Prove(ctx context.Context, owner [20]byte, number uint32) (*chainpb.ProveReply, error) {
	return call(c, ctx, &chainpb.ProveRequest{
		What: &chainpb.ProveRequest_Subaccount{Subaccount: subaccount(owner, number)}}, c.chain.Prove)
}

// ProveKey is Prove for any leaf: a table's tag and a row's key.
func (c *Client) ProveKey(ctx context.Context, key []byte) (*chainpb.ProveReply, error) {
	return call(c, ctx, &chainpb.ProveRequest{What: &chainpb.ProveRequest_Key{Key: key}}, c.chain.Prove)
}

func subaccount(owner [20]byte, number uint32) *chainpb.Subaccount {
	return &chainpb.Subaccount{Owner: owner[:], Number: number}
}

// TakeSnapshot takes a snapshot of the last committed block and keeps it; 0 is for chunks of 1 MiB.
func (c *Client) TakeSnapshot(ctx context.Context, chunkBytes uint32) (*chainpb.Snapshot, error) {
	answer, err := call(c, ctx, &chainpb.TakeSnapshotRequest{ChunkBytes: chunkBytes}, c.chain.TakeSnapshot)
	return answer.GetSnapshot(), err
}

// Snapshots lists those that are kept, the oldest first.
func (c *Client) Snapshots(ctx context.Context) ([]*chainpb.Snapshot, error) {
	answer, err := call(c, ctx, &chainpb.SnapshotsRequest{}, c.chain.Snapshots)
	return answer.GetSnapshots(), err
}

// Chunk is a part of a snapshot.
func (c *Client) Chunk(ctx context.Context, height int64, index uint32) ([]byte, error) {
	answer, err := call(c, ctx, &chainpb.ChunkRequest{Height: height, Index: index}, c.chain.Chunk)
	return answer.GetChunk(), err
}

// Restore fills a chain before its first block. The hash is that of the header, from somebody who is trusted; chunk
// gives each chunk in order.
func (c *Client) Restore(ctx context.Context, header, hash []byte, chunks uint32,
	chunk func(index uint32) ([]byte, error)) (*chainpb.InfoReply, error) {
	ctx, cancel := c.context(ctx)
	defer cancel()
	stream, err := c.chain.Restore(ctx)
	if err != nil {
		return nil, wrap(err, nil)
	}
	// Where the chain has refused the snapshot, a send fails with io.EOF, and the answer says why.
	sent := stream.Send(&chainpb.RestoreRequest{Part: &chainpb.RestoreRequest_Header{
		Header: &chainpb.RestoreHeader{Header: header, Hash: hash}}})
	for index := uint32(0); sent == nil && index < chunks; index++ {
		bytes, err := chunk(index)
		if err != nil {
			return nil, fmt.Errorf("plimsoll: chunk %d: %w", index, err)
		}
		sent = stream.Send(&chainpb.RestoreRequest{Part: &chainpb.RestoreRequest_Chunk{Chunk: bytes}})
	}
	answer, err := stream.CloseAndRecv()
	return answer.GetInfo(), wrap(err, stream.Trailer())
}
