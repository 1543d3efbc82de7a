// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Proofs of the module's state tree, as io.plimsoll.chain.root states it.
/// @notice A leaf hashes to SHA-256(0 || SHA-256(key) || SHA-256(value)), a node to SHA-256(1 || left || right), and a
/// subtree with one leaf is that leaf. A proof is what lies where the key's way ends (0 nothing, 1 the key's own leaf,
/// 2 another key's leaf), the number of levels in two bytes, the other side's hash for each level from the root down, and
/// for another key's leaf its two hashes.
library StateProof {
    uint256 private constant HEAD = 3;
    uint256 private constant NOTHING = 0;
    uint256 private constant OWN_LEAF = 1;
    uint256 private constant OTHER_LEAF = 2;
    uint256 private constant MOST_LEVELS = 256;

    /// The precompiled SHA-256 did not answer: no gas was left for it, or this chain has none.
    error NoSha256();

    /// Whether a proof shows that the state of this root has a leaf of this key and value.
    function shows(bytes32 root, bytes32 keyHash, bytes32 valueHash, bytes calldata proof) internal view returns (bool) {
        (uint256 end, uint256 levels) = parse(proof);
        if (levels > MOST_LEVELS || end != OWN_LEAF) {
            return false;
        }
        return climb(leaf(keyHash, valueHash), keyHash, levels, proof) == root;
    }

    /// Whether a proof shows that the state of this root has no leaf of this key.
    function showsNone(bytes32 root, bytes32 keyHash, bytes calldata proof) internal view returns (bool) {
        (uint256 end, uint256 levels) = parse(proof);
        if (levels > MOST_LEVELS || end == OWN_LEAF) {
            return false;
        }
        bytes32 lowest;
        if (end == OTHER_LEAF) {
            bytes32 otherKey = bytes32(proof[proof.length - 64:]);
            // The other key shares the way, and is another.
            uint256 differs = uint256(otherKey ^ keyHash);
            if (differs == 0 || (levels > 0 && differs >> (MOST_LEVELS - levels) != 0)) {
                return false;
            }
            lowest = leaf(otherKey, bytes32(proof[proof.length - 32:]));
        }
        return climb(lowest, keyHash, levels, proof) == root;
    }

    /// What lies at the way's end and the number of levels, which is too large for bytes that are no proof.
    function parse(bytes calldata proof) private pure returns (uint256 end, uint256 levels) {
        if (proof.length < HEAD) {
            return (NOTHING, MOST_LEVELS + 1);
        }
        end = uint8(proof[0]);
        levels = uint16(bytes2(proof[1:HEAD]));
        uint256 size = HEAD + 32 * levels + (end == OTHER_LEAF ? 64 : 0);
        if (end > OTHER_LEAF || proof.length != size) {
            levels = MOST_LEVELS + 1;
        }
    }

    function leaf(bytes32 keyHash, bytes32 valueHash) private view returns (bytes32 hash) {
        return hashPair(0, keyHash, valueHash);
    }

    function hashPair(uint256 domain, bytes32 left, bytes32 right) private view returns (bytes32 hash) {
        bool answered;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, domain)
            mstore(add(at, 1), left)
            mstore(add(at, 33), right)
            answered := and(staticcall(gas(), 2, at, 65, 0, 32), eq(returndatasize(), 32))
            hash := mload(0)
        }
        if (!answered) {
            revert NoSha256();
        }
    }

    /// From what lies at the end of a key's way up to the root.
    /// @dev The memory behind the free pointer holds one node at a time; nothing is allocated meanwhile.
    function climb(bytes32 lowest, bytes32 keyHash, uint256 levels, bytes calldata proof)
        private
        view
        returns (bytes32 hash)
    {
        bool answered = true;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore8(at, 1)
            hash := lowest
            for { let level := levels } level { level := sub(level, 1) } {
                let other := calldataload(add(add(proof.offset, HEAD), mul(32, sub(level, 1))))
                // The bit of the key's hash says on which side the way goes on: 1 is right.
                switch and(shr(sub(256, level), keyHash), 1)
                case 0 {
                    mstore(add(at, 1), hash)
                    mstore(add(at, 33), other)
                }
                default {
                    mstore(add(at, 1), other)
                    mstore(add(at, 33), hash)
                }
                answered := and(answered, and(staticcall(gas(), 2, at, 65, 0, 32), eq(returndatasize(), 32)))
                hash := mload(0)
            }
        }
        if (!answered) {
            revert NoSha256();
        }
    }
}
