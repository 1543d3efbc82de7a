// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the validators agree on, and what follows from it: proofs of the module's state, and withdrawals.
/// @dev Signatures are of EIP-712 structs in the domain ("Plimsoll Commitments", "1", block.chainid, this contract):
///   Commitment(uint64 set,uint64 height,uint64 sourceBlock,bytes32 sourceHash,bytes32 stateRoot,bytes32 marginDigest)
///   ValidatorSet(uint64 set,address[] validators,uint64[] powers)
/// Their bytes are r, s and v of each, 65 bytes, in the ascending order of the signers' addresses, s in the lower half.
interface ICommitments {
    /// What validators say of one block of the module.
    /// @param height of the module's block
    /// @param sourceBlock, sourceHash the block of this chain of which it was made
    struct Commitment {
        uint64 height;
        uint64 sourceBlock;
        bytes32 sourceHash;
        bytes32 stateRoot;
        bytes32 marginDigest;
    }

    /// A row of the module's table of withdrawals.
    /// @param sequence from 1 on
    /// @param owner, number the subaccount that withdrew
    /// @param amount in quanta
    /// @param height of the block that withdrew
    struct Withdrawal {
        uint64 sequence;
        address owner;
        uint32 number;
        address recipient;
        uint32 asset;
        uint64 amount;
        uint64 height;
    }

    /// A quorum has agreed on a block. Sequence numbers are this contract's own, from 1 on.
    event RootAgreed(
        uint64 indexed sequence,
        uint64 indexed height,
        uint64 sourceBlock,
        bytes32 sourceHash,
        bytes32 stateRoot,
        bytes32 marginDigest,
        uint64 set
    );

    /// Other validators from now on; the first set is 1.
    event ValidatorsChanged(uint64 indexed sequence, uint64 indexed set, address[] validators, uint64[] powers);

    /// Takes a commitment that validators with more than two thirds of the power have signed. Heights and source blocks
    /// only grow, so a height has one root.
    function agree(Commitment calldata commitment, bytes calldata signatures) external;

    /// Changes the validators, by the signatures of more than two thirds of those there are.
    /// @param validators in ascending order
    /// @param powers 1 or more each
    function changeValidators(address[] calldata validators, uint64[] calldata powers, bytes calldata signatures)
        external;

    /// Pays a withdrawal that the state at a height has, once.
    /// @param height one that was agreed on
    /// @param proof bytes of io.plimsoll.chain.root.Proof
    function release(uint64 height, Withdrawal calldata withdrawal, bytes calldata proof) external;

    // ---- questions ----

    /// Whether the state at a height has a leaf of this key and value; an empty value asks whether there is none.
    function proves(uint64 height, bytes calldata key, bytes calldata value, bytes calldata proof)
        external
        view
        returns (bool);

    /// Whether a subaccount is what its leaf says; an empty leaf asks whether there is no such subaccount.
    function provesSubaccount(uint64 height, address owner, uint32 number, bytes calldata leaf, bytes calldata proof)
        external
        view
        returns (bool);

    /// The root at a height, 0 where none was agreed on.
    function rootAt(uint64 height) external view returns (bytes32);

    /// The last height agreed on, and its block of this chain.
    function latest() external view returns (uint64 height, uint64 sourceBlock);

    /// Whether a withdrawal was paid.
    function isReleased(uint64 withdrawal) external view returns (bool);

    /// The last sequence number given.
    function sequence() external view returns (uint64);

    /// The number of the present validators' set.
    function set() external view returns (uint64);

    /// The power of a validator in the present set.
    function powerOf(address validator) external view returns (uint64);

    /// The power of all in the present set.
    function totalPower() external view returns (uint64);

    /// What validators sign of a commitment under the present set.
    function commitmentDigest(Commitment calldata commitment) external view returns (bytes32);

    /// What they sign of the next set.
    function validatorsDigest(address[] calldata validators, uint64[] calldata powers) external view returns (bytes32);
}
