// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What enters the margin module, and the tokens that it holds in custody.
/// @notice Whatever the module learns of this chain is an event of this contract, so a node needs logs alone. Every event
/// has the contract's next sequence number, from 1 on, so who reads them sees a gap. Five of them are input of the module:
/// Deposited, Commanded, Answered, Released; the others say what the contract's own state has become.
/// @dev An asset is the module's: its id for a coin, and USD (all bits set) for the quote asset. Amounts of events are in
/// the module's quanta; one quantum is 10^quantumExponent of the token's whole units.
interface IInbox {
    // ---- input of the module ----

    /// A token came in for a subaccount.
    /// @param quanta 1 to 2^53, what the module takes in one command
    /// @param payer whose tokens they were; who gets them back where the module refuses the deposit
    event Deposited(
        uint64 indexed sequence,
        address indexed owner,
        uint32 number,
        uint32 asset,
        uint64 quanta,
        address payer
    );

    /// Somebody brought a command; the module checks the signature in it, and that it is a command at all.
    event Commanded(uint64 indexed sequence, address indexed bringer, bytes command);

    /// A feed's latest answer, fresh and in range.
    /// @param price mantissa of the underlying's exponent, Floor of the answer, 1 to 2^49 - 1
    /// @param answer as the feed gave it, with its own decimals
    /// @param updatedAt in seconds, when the feed says that it changed
    event Answered(
        uint64 indexed sequence,
        address indexed feed,
        uint16 underlying,
        uint64 price,
        int256 answer,
        uint80 roundId,
        uint64 updatedAt
    );

    /// A withdrawal was paid: the module may forget it.
    /// @param withdrawal its sequence number in the module's table
    event Released(
        uint64 indexed sequence,
        uint64 indexed withdrawal,
        address indexed recipient,
        uint32 asset,
        uint64 quanta
    );

    // ---- what the contract's own state has become ----

    /// A feed was asked and said nothing that could be used.
    event Unanswered(uint64 indexed sequence, address indexed feed, uint16 underlying, Silence why);

    /// A token stands for an asset from now on, for ever.
    event AssetListed(
        uint64 indexed sequence,
        uint32 indexed asset,
        address indexed token,
        uint8 decimals,
        int8 quantumExponent
    );

    /// Whether deposits of an asset are taken, and how many quanta may be held of it.
    event AssetSet(uint64 indexed sequence, uint32 indexed asset, bool open, uint64 cap);

    /// A feed answers for an underlying; terms never change, active may.
    event FeedSet(
        uint64 indexed sequence,
        address indexed feed,
        uint16 underlying,
        int8 priceExponent,
        uint8 decimals,
        uint32 maxAge,
        bool active
    );

    /// Deposits of all assets were stopped, or go on. Nothing stops withdrawals.
    event DepositsPaused(uint64 indexed sequence, bool paused);

    /// Less is here of a token than is owed, or no longer so. Deposits of it stop meanwhile.
    /// @param balance, liabilities in the token's smallest units
    event Shortfall(uint64 indexed sequence, uint32 indexed asset, bool short, uint256 balance, uint256 liabilities);

    /// Who governs from now on.
    event GovernorChanged(uint64 indexed sequence, address governor);

    /// Why a feed's answer cannot be used.
    enum Silence {
        Failed, // the call reverted, or returned no five words
        NotPositive, // zero or below
        OutOfRange, // its mantissa is 0 or above 2^49 - 1
        Stale, // older than the feed's maxAge
        Ahead, // from the future
        Unfinished // of a round that is not complete
    }

    // ---- what anybody may do ----

    /// Brings tokens for a subaccount, of the caller, who has approved them. Reverts unless exactly that much arrives.
    /// @param amount in the token's smallest units, a whole number of quanta
    function deposit(uint32 asset, uint256 amount, address owner, uint32 number) external;

    /// Brings a command, at most MOST_BYTES long.
    function submit(bytes calldata command) external;

    /// Brings several, in their order.
    function submitAll(bytes[] calldata commands) external;

    /// Asks feeds and emits their answers.
    function ask(address[] calldata feeds) external;

    /// Compares what is here of a token with what is owed, and says by event when that has changed.
    function check(uint32 asset) external returns (bool short);

    // ---- what the commitments contract alone may do ----

    /// Pays out. The caller has seen the proof and never asks twice for one withdrawal.
    function release(uint64 withdrawal, address recipient, uint32 asset, uint64 quanta) external;

    // ---- what the governor alone may do ----

    /// Lists a token for an asset. The token says itself how many decimals it has, and must be as fine as quanta.
    function listAsset(uint32 asset, address token, int8 quantumExponent, uint64 cap) external;

    /// Opens or closes deposits of an asset, and sets how many quanta may be held of it.
    function setAsset(uint32 asset, bool open, uint64 cap) external;

    /// Lists a feed, once, with terms that never change.
    /// @param maxAge seconds after which an answer is not used
    function listFeed(address feed, uint16 underlying, int8 priceExponent, uint32 maxAge) external;

    /// Lets a feed be asked, or not.
    function setFeed(address feed, bool active) external;

    /// Stops all deposits, or lets them go on.
    function pauseDeposits(bool paused) external;

    /// Names who may take the office over.
    function nameGovernor(address next) external;

    /// Takes it over; who was named only.
    function acceptGovernor() external;

    // ---- questions ----

    /// The last sequence number given.
    function sequence() external view returns (uint64);

    /// Who alone releases.
    function commitments() external view returns (address);

    /// Who governs.
    function governor() external view returns (address);

    /// Whether all deposits are stopped.
    function depositsPaused() external view returns (bool);

    /// What is owed of an asset, in quanta.
    function liabilities(uint32 asset) external view returns (uint64);

    /// What stands for an asset.
    /// @param unit a quantum in the token's smallest units
    function assetOf(uint32 asset)
        external
        view
        returns (address token, uint256 unit, uint64 cap, bool open, bool short);
}
