// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IFeed} from "./IFeed.sol";
import {IInbox} from "./IInbox.sol";
import {IToken, SafeToken} from "./IToken.sol";

/// @title Custody of the module's tokens, and the sequence of what the module hears.
contract Inbox is IInbox {
    /// The quote asset of the module, in the place of a coin's id.
    uint32 public constant USD = type(uint32).max;

    /// The most bytes of a command.
    uint256 public constant MOST_BYTES = 1 << 15;

    /// The most quanta that the module takes in one command.
    uint256 public constant MOST_QUANTA = 1 << 53;

    /// The most quanta that the module holds of an asset.
    uint64 public constant MOST_CAP = 1 << 60;

    /// The largest mantissa of a price.
    uint256 public constant MOST_PRICE = (1 << 49) - 1;

    uint256 private constant MOST_ID = type(uint16).max;
    int8 private constant USD_EXPONENT = -6;
    int8 private constant LEAST_EXPONENT = -18;
    uint8 private constant MOST_DIGITS = 36;
    uint256 private constant FEED_GAS = 200_000;

    /// @dev A deposit reads two words of it and writes one.
    /// @param unitDigits a quantum is 10^unitDigits of the token's smallest units
    /// @param liabilities in quanta
    struct Asset {
        address token;
        uint8 unitDigits;
        bool open;
        bool short;
        uint64 liabilities;
        uint64 cap;
    }

    /// @param digits a mantissa is the answer times 10^digits
    struct Feed {
        uint16 underlying;
        int8 digits;
        uint32 maxAge;
        bool active;
        bool listed;
        int8 priceExponent;
        uint8 decimals;
    }

    /// @inheritdoc IInbox
    address public immutable commitments;

    /// @inheritdoc IInbox
    address public governor;
    /// @inheritdoc IInbox
    uint64 public sequence;
    /// @inheritdoc IInbox
    bool public depositsPaused;

    /// Who may take the governor's office over.
    address public named;

    bool private transient entered;

    mapping(uint32 asset => Asset) private assets;
    mapping(address token => bool) private isToken;
    mapping(address feed => Feed) private feeds;

    error NotGovernor();
    error NotNamed();
    error NotCommitments();
    error Reentered();
    error ZeroAddress();
    error Paused();
    error NotListed(uint32 asset);
    error AlreadyListed();
    error ListingOutOfRange();
    error Closed(uint32 asset);
    error AmountOutOfRange(uint256 amount);
    error AboveCap(uint32 asset);
    error BelowLiabilities(uint32 asset);
    error NotExact(uint256 amount, uint256 arrived);
    error AboveLiabilities(uint32 asset);
    error SizeOutOfRange(uint256 size);
    error NotAFeed(address feed);

    modifier onlyGovernor() {
        if (msg.sender != governor) {
            revert NotGovernor();
        }
        _;
    }

    /// Tokens may call back; while they do, nothing here moves or compares tokens.
    modifier once() {
        if (entered) {
            revert Reentered();
        }
        entered = true;
        _;
        entered = false;
    }

    /// @param firstGovernor who lists tokens and feeds
    /// @param onlyReleaser the contract of commitments, which is deployed next
    constructor(address firstGovernor, address onlyReleaser) {
        if (firstGovernor == address(0) || onlyReleaser == address(0)) {
            revert ZeroAddress();
        }
        governor = firstGovernor;
        commitments = onlyReleaser;
        emit GovernorChanged(next(), firstGovernor);
    }

    /// @inheritdoc IInbox
    function deposit(uint32 asset, uint256 amount, address owner, uint32 number) external once {
        if (depositsPaused) {
            revert Paused();
        }
        if (owner == address(0)) {
            revert ZeroAddress();
        }
        Asset storage row = listed(asset);
        if (!row.open) {
            revert Closed(asset);
        }
        address token = row.token;
        uint256 unit = 10 ** row.unitDigits;
        uint256 owed = row.liabilities;
        uint256 quanta = amount / unit;
        if (quanta == 0 || quanta > MOST_QUANTA || quanta * unit != amount) {
            revert AmountOutOfRange(amount);
        }
        if (owed + quanta > row.cap) {
            revert AboveCap(asset);
        }
        uint256 before = IToken(token).balanceOf(address(this));
        if (before < owed * unit) {
            revert BelowLiabilities(asset);
        }
        SafeToken.pull(token, msg.sender, amount);
        uint256 balance = IToken(token).balanceOf(address(this));
        uint256 arrived = balance < before ? 0 : balance - before;
        if (arrived != amount) {
            revert NotExact(amount, arrived);
        }
        row.liabilities = uint64(owed + quanta);
        emit Deposited(next(), owner, number, asset, uint64(quanta), msg.sender);
    }

    /// @inheritdoc IInbox
    function submit(bytes calldata command) external {
        take(command);
    }

    /// @inheritdoc IInbox
    function submitAll(bytes[] calldata commands) external {
        for (uint256 i = 0; i < commands.length; i++) {
            take(commands[i]);
        }
    }

    function take(bytes calldata command) private {
        if (command.length == 0 || command.length > MOST_BYTES) {
            revert SizeOutOfRange(command.length);
        }
        emit Commanded(next(), msg.sender, command);
    }

    /// @inheritdoc IInbox
    function ask(address[] calldata asked) external {
        for (uint256 i = 0; i < asked.length; i++) {
            askOne(asked[i]);
        }
    }

    function askOne(address feed) private {
        Feed memory terms = feeds[feed];
        if (!terms.active) {
            revert NotAFeed(feed);
        }
        (bool answered, uint256[5] memory words) = latest(feed);
        int256 answer = int256(words[1]);
        uint256 updatedAt = words[3];
        Silence why;
        uint256 price;
        if (!answered || words[0] > type(uint80).max || words[4] > type(uint80).max) {
            why = Silence.Failed;
        } else if (answer <= 0) {
            why = Silence.NotPositive;
        } else if (updatedAt == 0 || words[4] < words[0]) {
            why = Silence.Unfinished;
        } else if (updatedAt > block.timestamp) {
            why = Silence.Ahead;
        } else if (block.timestamp - updatedAt > terms.maxAge) {
            why = Silence.Stale;
        } else {
            price = mantissa(words[1], terms.digits);
            why = Silence.OutOfRange;
        }
        if (price == 0) {
            emit Unanswered(next(), feed, terms.underlying, why);
        } else {
            emit Answered(
                next(), feed, terms.underlying, uint64(price), answer, uint80(words[0]), uint64(updatedAt)
            );
        }
    }

    /// What a feed returns; a feed can neither fail this call nor make it long.
    function latest(address feed) private view returns (bool answered, uint256[5] memory words) {
        bytes4 selector = IFeed.latestRoundData.selector;
        assembly ("memory-safe") {
            mstore(0, selector)
            answered := staticcall(FEED_GAS, feed, 0, 4, words, 160)
            answered := and(answered, gt(returndatasize(), 159))
        }
    }

    /// The answer in an underlying's exponent, Floor; 0 where it is out of range.
    function mantissa(uint256 answer, int8 digits) private pure returns (uint256 price) {
        if (digits < 0) {
            price = answer / 10 ** uint8(-digits);
        } else if (answer <= MOST_PRICE) {
            price = answer * 10 ** uint8(digits);
        }
        if (price > MOST_PRICE) {
            price = 0;
        }
    }

    /// @inheritdoc IInbox
    function check(uint32 asset) external once returns (bool short) {
        return compare(asset, listed(asset));
    }

    function compare(uint32 asset, Asset storage row) private returns (bool short) {
        uint256 balance = IToken(row.token).balanceOf(address(this));
        uint256 owed = row.liabilities * 10 ** row.unitDigits;
        short = balance < owed;
        if (short != row.short) {
            row.short = short;
            emit Shortfall(next(), asset, short, balance, owed);
        }
    }

    /// @inheritdoc IInbox
    function release(uint64 withdrawal, address recipient, uint32 asset, uint64 quanta) external once {
        if (msg.sender != commitments) {
            revert NotCommitments();
        }
        Asset storage row = listed(asset);
        uint64 owed = row.liabilities;
        if (quanta > owed) {
            revert AboveLiabilities(asset);
        }
        row.liabilities = owed - quanta;
        emit Released(next(), withdrawal, recipient, asset, quanta);
        SafeToken.push(row.token, recipient, quanta * 10 ** row.unitDigits);
        compare(asset, row);
    }

    /// @inheritdoc IInbox
    function listAsset(uint32 asset, address token, int8 quantumExponent, uint64 cap) external onlyGovernor {
        bool isUsd = asset == USD;
        if (assets[asset].token != address(0) || isToken[token]) {
            revert AlreadyListed();
        }
        if (
            (!isUsd && asset > MOST_ID) || (isUsd && quantumExponent != USD_EXPONENT) || quantumExponent > 0
                || quantumExponent < LEAST_EXPONENT || token.code.length == 0
        ) {
            revert ListingOutOfRange();
        }
        uint8 decimals = IToken(token).decimals();
        uint8 coarsest = uint8(-quantumExponent);
        if (decimals < coarsest || decimals - coarsest > MOST_DIGITS) {
            revert ListingOutOfRange();
        }
        isToken[token] = true;
        Asset storage row = assets[asset];
        row.token = token;
        row.unitDigits = decimals - coarsest;
        emit AssetListed(next(), asset, token, decimals, quantumExponent);
        set(asset, row, true, cap);
    }

    /// @inheritdoc IInbox
    function setAsset(uint32 asset, bool open, uint64 cap) external onlyGovernor {
        set(asset, listed(asset), open, cap);
    }

    function set(uint32 asset, Asset storage row, bool open, uint64 cap) private {
        if (cap > MOST_CAP) {
            revert ListingOutOfRange();
        }
        row.open = open;
        row.cap = cap;
        emit AssetSet(next(), asset, open, cap);
    }

    /// @inheritdoc IInbox
    function listFeed(address feed, uint16 underlying, int8 priceExponent, uint32 maxAge) external onlyGovernor {
        if (feeds[feed].listed) {
            revert AlreadyListed();
        }
        if (feed.code.length == 0 || maxAge == 0) {
            revert ListingOutOfRange();
        }
        uint8 decimals = IFeed(feed).decimals();
        int256 digits = -int256(priceExponent) - int256(uint256(decimals));
        if (digits < -int256(uint256(MOST_DIGITS)) || digits > int256(uint256(MOST_DIGITS))) {
            revert ListingOutOfRange();
        }
        feeds[feed] = Feed(underlying, int8(digits), maxAge, true, true, priceExponent, decimals);
        emitFeed(feed);
    }

    /// @inheritdoc IInbox
    function setFeed(address feed, bool active) external onlyGovernor {
        if (!feeds[feed].listed) {
            revert NotAFeed(feed);
        }
        feeds[feed].active = active;
        emitFeed(feed);
    }

    function emitFeed(address feed) private {
        Feed memory row = feeds[feed];
        emit FeedSet(next(), feed, row.underlying, row.priceExponent, row.decimals, row.maxAge, row.active);
    }

    /// @inheritdoc IInbox
    function pauseDeposits(bool paused) external onlyGovernor {
        depositsPaused = paused;
        emit DepositsPaused(next(), paused);
    }

    /// @inheritdoc IInbox
    function nameGovernor(address successor) external onlyGovernor {
        named = successor;
    }

    /// @inheritdoc IInbox
    function acceptGovernor() external {
        if (msg.sender != named) {
            revert NotNamed();
        }
        governor = msg.sender;
        named = address(0);
        emit GovernorChanged(next(), msg.sender);
    }

    /// @inheritdoc IInbox
    function liabilities(uint32 asset) external view returns (uint64) {
        return assets[asset].liabilities;
    }

    /// @inheritdoc IInbox
    function assetOf(uint32 asset)
        external
        view
        returns (address token, uint256 unit, uint64 cap, bool open, bool short)
    {
        Asset storage row = assets[asset];
        return (row.token, 10 ** row.unitDigits, row.cap, row.open, row.short);
    }

    /// The terms of a feed.
    function feedOf(address feed)
        external
        view
        returns (uint16 underlying, int8 priceExponent, uint8 decimals, uint32 maxAge, bool active)
    {
        Feed storage row = feeds[feed];
        return (row.underlying, row.priceExponent, row.decimals, row.maxAge, row.active);
    }

    function listed(uint32 asset) private view returns (Asset storage row) {
        row = assets[asset];
        if (row.token == address(0)) {
            revert NotListed(asset);
        }
    }

    function next() private returns (uint64) {
        return ++sequence;
    }
}
