// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ICommitments} from "./ICommitments.sol";
import {IInbox} from "./IInbox.sol";
import {StateProof} from "./StateProof.sol";

/// @title Roots of the module that its validators agree on, and what they prove.
contract Commitments is ICommitments {
    /// The most validators of a set, which bounds every loop over them.
    uint256 public constant MOST_VALIDATORS = 128;

    uint256 private constant MOST_POWER = 1 << 62;
    uint256 private constant SIGNATURE = 65;
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// Tags of the module's tables, with which the keys of their leaves begin.
    uint8 private constant SUBACCOUNTS = 8;
    uint8 private constant WITHDRAWALS = 26;
    uint8 private constant LEAF_VERSION = 1;

    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant COMMITMENT = keccak256(
        "Commitment(uint64 set,uint64 height,uint64 sourceBlock,bytes32 sourceHash,bytes32 stateRoot,bytes32 marginDigest)"
    );
    bytes32 private constant VALIDATORS =
        keccak256("ValidatorSet(uint64 set,address[] validators,uint64[] powers)");

    /// Who holds the tokens.
    IInbox public immutable inbox;

    /// @inheritdoc ICommitments
    uint64 public sequence;
    /// @inheritdoc ICommitments
    uint64 public set;
    uint64 private height;
    uint64 private sourceBlock;

    /// @inheritdoc ICommitments
    uint64 public totalPower;

    /// @inheritdoc ICommitments
    mapping(uint64 height => bytes32) public rootAt;
    mapping(uint64 set => mapping(address validator => uint64)) private powers;
    mapping(uint256 word => uint256 bits) private released;

    error NotOfThisInbox();
    error ValidatorsOutOfRange();
    error SignatureOutOfRange(uint256 index);
    error NotAscending(uint256 index);
    error NotAValidator(address signer);
    error BelowQuorum(uint256 power);
    error NotLater();
    error NotOnThisChain();
    error ZeroRoot();
    error NoRoot(uint64 height);
    error AlreadyReleased(uint64 withdrawal);
    error NotProven();

    /// @param custody whose releaser this contract is
    constructor(IInbox custody, address[] memory validators, uint64[] memory theirPowers) {
        if (custody.commitments() != address(this)) {
            revert NotOfThisInbox();
        }
        inbox = custody;
        install(validators, theirPowers);
    }

    /// @inheritdoc ICommitments
    function agree(Commitment calldata commitment, bytes calldata signatures) external {
        if (commitment.height <= height || commitment.sourceBlock <= sourceBlock) {
            revert NotLater();
        }
        if (commitment.stateRoot == 0) {
            revert ZeroRoot();
        }
        // The chain remembers few hashes; where it has this one, signatures cannot be for another fork.
        bytes32 known = blockhash(commitment.sourceBlock);
        if (commitment.sourceBlock >= block.number || (known != 0 && known != commitment.sourceHash)) {
            revert NotOnThisChain();
        }
        requireQuorum(commitmentDigest(commitment), signatures);
        height = commitment.height;
        sourceBlock = commitment.sourceBlock;
        rootAt[commitment.height] = commitment.stateRoot;
        emit RootAgreed(
            ++sequence,
            commitment.height,
            commitment.sourceBlock,
            commitment.sourceHash,
            commitment.stateRoot,
            commitment.marginDigest,
            set
        );
    }

    /// @inheritdoc ICommitments
    function changeValidators(address[] calldata validators, uint64[] calldata theirPowers, bytes calldata signatures)
        external
    {
        requireQuorum(validatorsDigest(validators, theirPowers), signatures);
        install(validators, theirPowers);
    }

    function install(address[] memory validators, uint64[] memory theirPowers) private {
        if (validators.length == 0 || validators.length > MOST_VALIDATORS || validators.length != theirPowers.length) {
            revert ValidatorsOutOfRange();
        }
        uint64 number = ++set;
        uint256 total;
        address last;
        for (uint256 i = 0; i < validators.length; i++) {
            if (validators[i] <= last) {
                revert NotAscending(i);
            }
            last = validators[i];
            total += theirPowers[i];
            if (theirPowers[i] == 0 || total > MOST_POWER) {
                revert ValidatorsOutOfRange();
            }
            powers[number][last] = theirPowers[i];
        }
        totalPower = uint64(total);
        emit ValidatorsChanged(++sequence, number, validators, theirPowers);
    }

    /// Signers ascend, so each counts once; whoever is no validator is a mistake of the caller.
    function requireQuorum(bytes32 signed, bytes calldata signatures) private view {
        mapping(address => uint64) storage power = powers[set];
        uint256 sum;
        address last;
        uint256 count = signatures.length / SIGNATURE;
        if (count * SIGNATURE != signatures.length) {
            revert SignatureOutOfRange(count);
        }
        for (uint256 i = 0; i < count; i++) {
            bytes calldata each = signatures[i * SIGNATURE:];
            bytes32 s = bytes32(each[32:]);
            address signer = ecrecover(signed, uint8(each[64]), bytes32(each), s);
            if (uint256(s) > HALF_ORDER || signer == address(0)) {
                revert SignatureOutOfRange(i);
            }
            if (signer <= last) {
                revert NotAscending(i);
            }
            last = signer;
            uint64 own = power[signer];
            if (own == 0) {
                revert NotAValidator(signer);
            }
            sum += own;
        }
        if (3 * sum <= 2 * uint256(totalPower)) {
            revert BelowQuorum(sum);
        }
    }

    /// @inheritdoc ICommitments
    function release(uint64 atHeight, Withdrawal calldata withdrawal, bytes calldata proof) external {
        uint256 word = withdrawal.sequence >> 8;
        uint256 bit = 1 << (withdrawal.sequence & 0xff);
        if (released[word] & bit != 0) {
            revert AlreadyReleased(withdrawal.sequence);
        }
        bytes32 key = sha256(abi.encodePacked(WITHDRAWALS, withdrawal.sequence));
        bytes32 value = sha256(
            abi.encodePacked(
                LEAF_VERSION,
                withdrawal.owner,
                withdrawal.number,
                withdrawal.recipient,
                withdrawal.asset,
                withdrawal.amount,
                withdrawal.height
            )
        );
        if (!StateProof.shows(root(atHeight), key, value, proof)) {
            revert NotProven();
        }
        released[word] |= bit;
        inbox.release(withdrawal.sequence, withdrawal.recipient, withdrawal.asset, withdrawal.amount);
    }

    /// @inheritdoc ICommitments
    function proves(uint64 atHeight, bytes calldata key, bytes calldata value, bytes calldata proof)
        external
        view
        returns (bool)
    {
        return provesHashed(root(atHeight), sha256(key), value, proof);
    }

    /// @inheritdoc ICommitments
    function provesSubaccount(uint64 atHeight, address owner, uint32 number, bytes calldata leaf, bytes calldata proof)
        external
        view
        returns (bool)
    {
        return provesHashed(root(atHeight), sha256(abi.encodePacked(SUBACCOUNTS, owner, number)), leaf, proof);
    }

    function provesHashed(bytes32 rootThere, bytes32 keyHash, bytes calldata value, bytes calldata proof)
        private
        view
        returns (bool)
    {
        return value.length == 0
            ? StateProof.showsNone(rootThere, keyHash, proof)
            : StateProof.shows(rootThere, keyHash, sha256(value), proof);
    }

    function root(uint64 atHeight) private view returns (bytes32 there) {
        there = rootAt[atHeight];
        if (there == 0) {
            revert NoRoot(atHeight);
        }
    }

    /// @inheritdoc ICommitments
    function latest() external view returns (uint64, uint64) {
        return (height, sourceBlock);
    }

    /// @inheritdoc ICommitments
    function isReleased(uint64 withdrawal) external view returns (bool) {
        return released[withdrawal >> 8] & (1 << (withdrawal & 0xff)) != 0;
    }

    /// @inheritdoc ICommitments
    function powerOf(address validator) external view returns (uint64) {
        return powers[set][validator];
    }

    /// @inheritdoc ICommitments
    function commitmentDigest(Commitment calldata commitment) public view returns (bytes32) {
        return digest(
            keccak256(
                abi.encode(
                    COMMITMENT,
                    set,
                    commitment.height,
                    commitment.sourceBlock,
                    commitment.sourceHash,
                    commitment.stateRoot,
                    commitment.marginDigest
                )
            )
        );
    }

    /// @inheritdoc ICommitments
    function validatorsDigest(address[] calldata validators, uint64[] calldata theirPowers)
        public
        view
        returns (bytes32)
    {
        return digest(
            keccak256(
                abi.encode(
                    VALIDATORS,
                    set + 1,
                    keccak256(abi.encodePacked(validators)),
                    keccak256(abi.encodePacked(theirPowers))
                )
            )
        );
    }

    function digest(bytes32 hashed) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256("Plimsoll Commitments"), keccak256("1"), block.chainid, address(this))
        );
        return keccak256(abi.encodePacked(hex"1901", domain, hashed));
    }
}
