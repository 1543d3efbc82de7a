// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title A price feed that says what it is told to say, and misbehaves as it is told to.
contract TestFeed {
    enum Manner {
        Answers,
        Reverts,
        TooShort,
        Burns,
        TooLong
    }

    uint8 public immutable decimals;
    Manner public manner;
    uint256[5] private words;

    constructor(uint8 itsDecimals) {
        decimals = itsDecimals;
    }

    function say(uint256 roundId, int256 answer, uint256 updatedAt, uint256 answeredInRound) external {
        words = [roundId, uint256(answer), updatedAt, updatedAt, answeredInRound];
        manner = Manner.Answers;
    }

    function behave(Manner how) external {
        manner = how;
    }

    function latestRoundData() external view returns (uint256, uint256, uint256, uint256, uint256) {
        if (manner == Manner.Reverts) {
            revert("no data");
        } else if (manner == Manner.TooShort) {
            assembly {
                return(0, 128)
            }
        } else if (manner == Manner.Burns) {
            while (true) {}
        } else if (manner == Manner.TooLong) {
            assembly {
                revert(0, 50000)
            }
        }
        return (words[0], words[1], words[2], words[3], words[4]);
    }
}
