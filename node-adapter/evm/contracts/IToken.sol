// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the inbox asks of an ERC-20 token. Its two transfers may return nothing, see SafeToken.
interface IToken {
    function decimals() external view returns (uint8);

    function balanceOf(address holder) external view returns (uint256);

    function transfer(address to, uint256 amount) external returns (bool);

    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title Transfers of tokens that return true, or nothing, where they have moved something.
library SafeToken {
    /// The token refused, or says that it has not moved anything, or is no contract.
    error TransferFailed(address token);

    function pull(address token, address from, uint256 amount) internal {
        call(token, abi.encodeCall(IToken.transferFrom, (from, address(this), amount)));
    }

    function push(address token, address to, uint256 amount) internal {
        call(token, abi.encodeCall(IToken.transfer, (to, amount)));
    }

    function call(address token, bytes memory data) private {
        (bool succeeded, bytes memory answer) = token.call(data);
        bool moved = answer.length == 0
            ? token.code.length > 0
            : answer.length >= 32 && abi.decode(answer, (uint256)) == 1;
        if (!succeeded || !moved) {
            revert TransferFailed(token);
        }
    }
}
