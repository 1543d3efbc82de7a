// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What is asked of a price feed: the part of Chainlink's AggregatorV3Interface that the inbox needs.
interface IFeed {
    function decimals() external view returns (uint8);

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
