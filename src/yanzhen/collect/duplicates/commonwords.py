"""Words that stand in titles and texts of any project, achievement or demand, and so tell nothing of which it is."""

_LISTED = """
生产 基地 建设 制造 研发 中心 总部 产业 产业园 产业化 智能 智能制造 数字化 工厂 生产线 年产 项目 投资 工程 扩建 新建
技改 改造 搬迁 加工 科技 技术 新材料 材料 设备 装备 系统 平台 应用 关键技术 方法 工艺 制备 研究 开发 及其 高端
新型 绿色 综合 利用 配套 零部件 一体化 示范 园区 物流 仓储 服务 运营 管理 有限公司 公司 集团 股份 企业 合作 转化
需求 难题 问题 提升 改善 降低 提高 优化 控制 解决 攻关 引进 方案 基于 用于 面向 针对 采用 实现 达到 目前 希望
达产 投产 预计 年产值 税收 亿元 万元 就业 用工 厂房 标准厂房 平方米 用地 购置 新上 台套 形成 能力 主要 设计
实施细则 办法 通知 意见 若干 措施 支持 关于 印发 促进 高质量 发展 湖南省 湖南 长沙 政策
"""
COMMON_WORDS: tuple[str, ...] = tuple(_LISTED.split())
